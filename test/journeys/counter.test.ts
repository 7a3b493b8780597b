/** From a mailed link to measured usage, on the synthesized template, with what goes wrong on AWS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { awaitRegistrationMail } from '../../infra/local/demo/mail.ts';
import { aggregateUsage, operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { addDays, dayOf, startOfDay } from '../../shared/calendar.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const zone = 'America/Toronto';
const password = 'trois petits canards bleus';
const email = 'canary.person@example.com';
const accountNumber = '50077700001';
const serviceId = 'journey-1';
const yesterday = addDays(dayOf(Date.now(), zone), -1);

let stack: Stack;
let api: ApiClient;
let operator: string;
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
  operator = await operatorToken(api, stack.operatorClient);
  await publishCatalog(api, operator, new Date());
}, 120_000);
afterAll(() => stack.close(), 30_000);

const account = (id: string, address: string, services: string[]) =>
  api.call(operatorContract.putAccount, {
    token: operator,
    params: { accountNumber: id },
    body: {
      kind: 'residential',
      holder: { firstName: 'Canary', lastName: 'Person', email: address },
      language: 'en-CA',
      serviceAddress: {
        line1: '1 King St',
        city: 'Toronto',
        province: 'ON',
        postalCode: 'M5H 1A1',
      },
      cycleDay: 9,
      pin: '4821',
      services: services.map((one) => ({
        serviceId: one,
        type: 'internet' as const,
        planId: 'internet-120',
      })),
    },
  });

const record = (id: string, hour: number, down: number | string, service = serviceId) => {
  const start = startOfDay(yesterday, zone) + hour * 3_600_000;
  return {
    record_id: id,
    service_id: service,
    start: new Date(start).toISOString(),
    end: new Date(start + 3_600_000).toISOString(),
    bytes_down: down,
    bytes_up: 1,
  };
};

const send = (body: ReturnType<typeof record>[]) =>
  api.call(usageIntakeContract.receiveUsage, { token: operator, body });

async function signIn() {
  const session = await api.call(sessionsContract.signIn, { body: { email, password } });
  return session.accessToken;
}

async function yesterdayOf(token: string, service = serviceId) {
  const { periods } = await api.call(internetContract.getUsage, {
    token,
    params: { serviceId: service },
  });
  const period = periods.find(({ start, end }) => start <= yesterday && yesterday <= end)?.start;
  const usage = await api.call(internetContract.getUsage, {
    token,
    params: { serviceId: service },
    ...(period === undefined ? {} : { query: { period } }),
  });
  return usage.days.find(({ day }) => day === yesterday);
}

describe('a new customer', () => {
  it('gets the mail although sending failed at first, once, and registers', async () => {
    stack.failMail(true);
    await account(accountNumber, email, [serviceId]);
    await expect.poll(() => logs.includes('mail-not-sent'), { timeout: 20_000 }).toBe(true);
    stack.failMail(false);
    const mail = await awaitRegistrationMail(stack.mailboxUrl, email, 40);
    if (mail === undefined) throw new Error('The registration mail did not come');
    const done = await api.call(registrationContract.completeRegistration, {
      body: { token: mail.token, password },
    });
    expect(done).toEqual({ email });
    expect((await stack.mails()).filter((one) => JSON.stringify(one).includes(email))).toHaveLength(
      1,
    );
  }, 60_000);

  it('sees the account', async () => {
    const token = await signIn();
    const overview = await api.call(accountContract.getAccount, { token });
    expect(overview).toMatchObject({
      accountNumber,
      holder: { firstName: 'Canary' },
      services: [{ serviceId }],
    });
  });
});

describe('usage', () => {
  it('is exact whatever is sent twice, contradicts itself, or fails on the way', async () => {
    stack.faults.inject({ kind: 'throttle', action: 'UpdateItem', caller: 'Fold', times: 2 });
    stack.faults.inject({
      kind: 'lost-answer',
      action: 'PutItem',
      caller: 'UsageIntake',
      times: 1,
    });
    stack.faults.inject({ kind: 'internal-error', action: 'Query', caller: 'Fold', times: 1 });
    const first = await send([record('a', 0, 1000), record('b', 1, 2000), record('b', 1, 2000)]);
    expect(first).toMatchObject({ records: 3, accepted: 3, rejected: [] });
    expect(await send([record('a', 0, 1000), record('b', 1, 2000), record('b', 1, 2000)])).toEqual(
      first,
    );
    const second = await send([
      record('a', 0, 1000),
      record('b', 1, 9999),
      record('c', 2, '9007199254740993'),
    ]);
    await aggregateUsage(api, operator);
    expect(stack.faults.pending()).toBe(0);
    const token = await signIn();
    expect(await yesterdayOf(token)).toEqual({
      day: yesterday,
      download: '9007199254743993',
      upload: 3,
      total: '9007199254743996',
    });
    const report = (batchId: string) =>
      api.call(usageIntakeContract.getUsageBatch, { token: operator, params: { batchId } });
    expect(await report(first.batchId)).toMatchObject({
      state: 'folded',
      counted: 2,
      duplicates: [{ index: 2, recordId: 'b' }],
    });
    expect(await report(second.batchId)).toMatchObject({
      counted: 1,
      duplicates: [{ index: 0, recordId: 'a' }],
      conflicts: [{ index: 1, recordId: 'b' }],
    });
  }, 60_000);

  it('of a service that is not known yet waits for it, and for the next scheduled run', async () => {
    const sent = await send([record('w', 0, 5000, 'journey-2')]);
    expect(sent).toMatchObject({ accepted: 0, waiting: 1 });
    await account(accountNumber, email, [serviceId, 'journey-2']);
    await stack.runSchedule();
    const token = await signIn();
    await expect
      .poll(async () => (await yesterdayOf(token, 'journey-2'))?.download, {
        timeout: 30_000,
        interval: 300,
      })
      .toBe(5000);
  }, 60_000);

  it("is nobody else's to see", async () => {
    await account('50077700002', 'somebody.else@example.com', ['journey-3']);
    const token = await signIn();
    const refusal = (id: string) =>
      api
        .call(internetContract.getUsage, { token, params: { serviceId: id } })
        .catch((fault: unknown) => fault);
    expect(await refusal('journey-3')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await refusal('no-such-service')).toMatchObject({ status: 404, code: 'not-found' });
  });
});

it('no log line holds a name, an address, a password or a token', async () => {
  const token = await signIn();
  expect(logs).toContain('"message":"request"');
  for (const secret of [
    email,
    'Canary',
    password,
    '4821"',
    token,
    stack.operatorClient.clientSecret,
    operator,
    '1 King St',
  ]) {
    expect(logs.includes(secret)).toBe(false);
  }
});
