/** A customer moves up to a higher plan, on the synthesized template. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { planContract } from '../../functions/internet/plan/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { awaitRegistrationMail, poll } from '../../infra/local/demo/mail.ts';
import { operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const password = 'trois petits canards bleus';
const email = 'moving.up@example.com';
const accountNumber = '50077700021';
const serviceId = 'journey-up';
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
      holder: { firstName: 'Moving', lastName: 'Up', email },
      language: 'en-CA',
      serviceAddress: {
        ...{ line1: '1 King St', city: 'Toronto', province: 'ON', postalCode: 'M5H 1A1' },
      },
      cycleDay: 9,
      services: [{ serviceId, type: 'internet', planId: 'internet-120' }],
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
const shownPlan = async () => {
  const { services } = await api.call(accountContract.getAccount, { token });
  return services[0]?.plan.planId;
};

it('sees what is higher, tries it, orders it, and has it', async () => {
  const { items } = await api.call(planContract.listUpgrades, { token, params });
  expect(items.map(({ planId }) => planId)).toEqual(['internet-400', 'internet-giga']);
  const body = { planId: 'internet-400', when: 'now' } as const;
  const dry = await api.call(planContract.changePlan, {
    ...{ token, params, body },
    query: { dryRun: 'true' },
  });
  expect(dry.order?.price.monthlyDifference).toEqual({ amount: 1500, currency: 'CAD' });
  expect(await shownPlan()).toBe('internet-120');

  // More often than the SDK tries again: the queue has to.
  stack.faults.inject({
    kind: 'internal-error',
    action: 'BatchGetItem',
    caller: 'FulfilOrders',
    times: 5,
  });
  const headers = { 'Idempotency-Key': 'journey-1' };
  const { order } = await api.call(planContract.changePlan, { token, params, body, headers });
  const orderId = order?.orderId ?? '';
  expect(await orderAs(orderId, 'completed')).toMatchObject({ price: dry.order?.price });
  expect(stack.faults.pending()).toBe(0);
  expect(await shownPlan()).toBe('internet-400');
  const usage = await api.call(internetContract.getUsage, { token, params });
  expect(usage.allowance).toEqual({ unlimited: true });
  expect(await mailed(/Your plan change is confirmed/)).toContain('Internet 400 Unlimited');
  expect(await mailed(/Your new plan is active/)).toBeDefined();

  const again = await api.call(planContract.changePlan, { token, params, body, headers });
  expect(again.order).toEqual(order);
  const { items: orders } = await api.call(ordersContract.listOrders, { token });
  expect(orders.map((one) => one.orderId)).toEqual([orderId]);
}, 90_000);

it('orders for the next period, and takes it back', async () => {
  const { order } = await api.call(planContract.changePlan, {
    ...{ token, params, headers: { 'Idempotency-Key': 'journey-2' } },
    body: { planId: 'internet-giga', when: 'next-period' },
  });
  const orderId = order?.orderId ?? '';
  const open = await api.call(ordersContract.listOpenOrders, {
    ...{ token: operator, query: { status: 'scheduled' } },
  });
  expect(open.items).toMatchObject([{ orderId, accountNumber, fulfilment: 'automatic' }]);
  expect(await stack.runSchedule('FulfilOrders')).toHaveLength(1);
  const early = api.call(ordersContract.receiveOrderEvent, {
    ...{ token: operator, params: { orderId } },
    body: { type: 'completed', at: new Date().toISOString() },
  });
  await expect(early).rejects.toMatchObject({ code: 'order-not-due' });
  const undone = await api.call(ordersContract.undoOrder, { token, params: { orderId } });
  expect(undone.status).toBe('cancelled');
  expect(await shownPlan()).toBe('internet-400');
}, 60_000);
