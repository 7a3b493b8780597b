/** A customer moves up to a higher TV plan, on the synthesized template. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { tvPlanContract } from '../../functions/tv/plan/contract.ts';
import { awaitRegistrationMail, poll } from '../../infra/local/demo/mail.ts';
import { operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const password = 'trois petits canards bleus';
const email = 'tv.up@example.com';
const accountNumber = '50077700031';
const serviceId = 'journey-tv';
const params = { serviceId };

let stack: Stack;
let api: ApiClient;
let operator: string;
let token: string;

beforeAll(async () => {
  stack = await startStack({
    seed: 'none',
    schedules: false,
    bundles: 'as-they-are',
    retrySeconds: 1,
    onFunctionLog: () => undefined,
  });
  api = apiClient(stack.apiUrl);
  operator = await operatorToken(api, stack.operatorClient);
  await publishCatalog(api, operator, new Date());
  await api.call(operatorContract.putAccount, {
    token: operator,
    params: { accountNumber },
    body: {
      kind: 'residential',
      holder: { firstName: 'Tina', lastName: 'Up', email },
      language: 'en-CA',
      serviceAddress: {
        ...{ line1: '1 King St', city: 'Toronto', province: 'ON', postalCode: 'M5H 1A1' },
      },
      cycleDay: 9,
      services: [
        {
          ...{ serviceId, type: 'tv', planId: 'mon-mix-10', addOns: ['sports', 'starz'] },
          picked: [{ channelId: 'lcn' }, { channelId: 'cnn' }],
        },
      ],
    },
  });
  const invitation = await awaitRegistrationMail(stack.mailboxUrl, email, 40);
  await api.call(registrationContract.completeRegistration, {
    body: { token: invitation?.token ?? '', password },
  });
  token = (await api.call(sessionsContract.signIn, { body: { email, password } })).accessToken;
}, 120_000);
afterAll(() => stack.close(), 30_000);

const mailed = (subject: RegExp) =>
  poll(
    async () => {
      const mails = (await stack.mails()).map((mail) => JSON.stringify(mail));
      return mails.find((mail) => mail.includes(email) && subject.test(mail));
    },
    { seconds: 30, everyMs: 100 },
  );
const orderAs = (orderId: string, status: string) =>
  poll(
    async () => {
      const order = await api.call(ordersContract.getOrder, { token, params: { orderId } });
      return order.status === status ? order : undefined;
    },
    { seconds: 30, everyMs: 100 },
  );
const shown = async () => {
  const { items } = await api.call(accountContract.listServices, { token });
  const [service] = items;
  return { planId: service?.plan.planId, held: service?.addOns.map(({ addOnId }) => addOnId) };
};

it('takes a plan for the next period back, then has a higher one at once', async () => {
  const { items } = await api.call(tvPlanContract.listTvUpgrades, { token, params });
  expect(items.map(({ planId }) => planId)).toEqual(['mon-mix-20', 'tv-complete']);
  expect(items[1]?.ifToday).toMatchObject({ lost: 0, notCharged: 1, picks: { notNeeded: 2 } });

  const later = await api.call(tvPlanContract.changeTvPlan, {
    ...{ token, params, headers: { 'Idempotency-Key': 'journey-1' } },
    body: { planId: 'mon-mix-20', when: 'next-period' },
  });
  const undone = await api.call(ordersContract.undoOrder, {
    ...{ token, params: { orderId: later.order?.orderId ?? '' } },
  });
  expect(undone.status).toBe('cancelled');
  expect((await shown()).planId).toBe('mon-mix-10');

  const body = { planId: 'tv-complete', when: 'now' } as const;
  const dry = await api.call(tvPlanContract.changeTvPlan, {
    ...{ token, params, body, query: { dryRun: 'true' } },
  });
  const { order } = await api.call(tvPlanContract.changeTvPlan, {
    ...{ token, params, body, headers: { 'Idempotency-Key': 'journey-2' } },
  });
  expect(order?.change).toEqual(dry.order?.change);
  const done = await orderAs(order?.orderId ?? '', 'completed');
  expect(done?.change).toMatchObject({
    tv: {
      picks: { notNeeded: [{ name: 'LCN' }, { name: 'CNN' }], stay: [], lost: [] },
      notCharged: [{ id: 'sports', monthlyPrice: { amount: 2000, currency: 'CAD' } }],
    },
  });
  expect(await shown()).toEqual({ planId: 'tv-complete', held: ['starz'] });
  expect(await mailed(/Your plan change is confirmed.*Complete TV/)).toBeDefined();
  expect(await mailed(/Your new plan is active/)).toBeDefined();
}, 90_000);
