/** An operator announces a higher price: its holders are told once, on the synthesized template. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { awaitRegistrationMail, poll } from '../../infra/local/demo/mail.ts';
import { operatorToken, operatorZone, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { addDays, dayOf } from '../../shared/calendar.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const job = 'catalog-notices' as const;
const today = dayOf(Date.now(), operatorZone);
const holders = { hit: 'hit.by.it@example.com', spared: 'spared@example.com' };

let stack: Stack;
let api: ApiClient;
let token: string;
let logs = '';

beforeAll(async () => {
  stack = await startStack({
    seed: 'none',
    schedules: false,
    bundles: 'as-they-are',
    retrySeconds: 1,
    onFunctionLog: (_, text) => (logs += text),
  });
  api = apiClient(stack.apiUrl);
  token = await operatorToken(api, stack.operatorClient);
  await publishCatalog(api, token, new Date());
  await subscribe('50077700031', holders.hit, 'mon-mix-10');
  await subscribe('50077700032', holders.spared, 'tv-de-base');
}, 120_000);
afterAll(() => stack.close(), 30_000);

async function subscribe(accountNumber: string, email: string, planId: string) {
  await api.call(operatorContract.putAccount, {
    token,
    params: { accountNumber },
    body: {
      kind: 'residential',
      holder: { firstName: 'Told', lastName: 'Early', email },
      language: 'en-CA',
      serviceAddress: {
        ...{ line1: '1 King St', city: 'Toronto', province: 'ON', postalCode: 'M5H 1A1' },
      },
      cycleDay: 9,
      services: [{ serviceId: `journey-${planId}`, type: 'tv', planId }],
    },
  });
  await awaitRegistrationMail(stack.mailboxUrl, email, 40);
}

const dearer = (effectiveFrom: string) => {
  const catalog = catalogFrom(effectiveFrom);
  const plans = catalog.plans.map((plan) =>
    plan.planId === 'mon-mix-10'
      ? { ...plan, monthlyPrice: { amount: 4495, currency: 'CAD' as const } }
      : plan,
  );
  return { ...catalog, plans };
};

const ended = (runId: string) =>
  poll(
    async () => {
      const run = await api.call(operatorContract.getRun, { token, params: { job, runId } });
      return run.status === 'finished' || run.status === 'failed' ? run : undefined;
    },
    { seconds: 60, everyMs: 200 },
  );
const tell = async () =>
  ended((await api.call(operatorContract.startRun, { token, params: { job } })).runId);

const notices = async () =>
  (await stack.mails())
    .map((mail) => JSON.stringify(mail))
    .filter((mail) => mail.includes('Your TV service is changing'));

it('a price that goes up is told to who pays it, once, and not too late', async () => {
  const early = api.call(operatorContract.putCatalog, { token, body: dearer(addDays(today, 30)) });
  await expect(early).rejects.toMatchObject({ code: 'notice-too-short' });
  await api.call(operatorContract.putCatalog, { token, body: dearer(addDays(today, 40)) });

  stack.faults.inject({
    kind: 'lost-answer',
    action: 'TransactWriteItems',
    caller: 'CatalogNotices',
    times: 1,
  });
  expect(await tell()).toMatchObject({
    ...{ status: 'finished', parts: { total: 16, done: 16, failed: 0 } },
    notices: { accounts: 2, written: 1, unreachable: 0 },
  });
  expect(stack.faults.pending()).toBe(0);
  await expect.poll(notices, { timeout: 30_000 }).toHaveLength(1);
  const [mail] = await notices();
  expect(mail).toContain(holders.hit);
  expect(mail).toContain('My Mix 10: $44.95 a month instead of $42.95');

  expect(await tell()).toMatchObject({ notices: { accounts: 2, written: 0 } });
  expect(await stack.runSchedule('CatalogNotices')).toHaveLength(1);
  await expect
    .poll(() => logs.match(/"message":"holders-told"/g)?.length, { timeout: 60_000 })
    .toBe(48);
  expect(await notices()).toHaveLength(1);
  expect(logs).not.toMatch(/hit\.by\.it|spared@/);
}, 180_000);
