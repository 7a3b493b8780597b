/** A customer takes their data along and goes, on the synthesized template. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorContract } from '../../functions/operator/contract.ts';
import { privacyContract } from '../../functions/privacy/contract.ts';
import { exampleIncident } from '../../functions/privacy/incident.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { awaitRegistrationMail, poll } from '../../infra/local/demo/mail.ts';
import { operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';

const password = 'trois petits canards bleus';
const email = 'leaving.person@example.com';
const accountNumber = '50077700011';

let stack: Stack;
let api: ApiClient;
let operator: string;

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

it('asks for a copy, is mailed, fetches it, and is erased', async () => {
  await api.call(operatorContract.putAccount, {
    token: operator,
    params: { accountNumber },
    body: {
      kind: 'residential',
      holder: { firstName: 'Leaving', lastName: 'Person', email },
      language: 'en-CA',
      serviceAddress: {
        line1: '1 King St',
        city: 'Toronto',
        province: 'ON',
        postalCode: 'M5H 1A1',
      },
      cycleDay: 9,
      services: [{ serviceId: 'journey-p1', type: 'internet', planId: 'internet-120' }],
    },
  });
  const invitation = await awaitRegistrationMail(stack.mailboxUrl, email, 40);
  await api.call(registrationContract.completeRegistration, {
    body: { token: invitation?.token ?? '', password },
  });
  const session = await api.call(sessionsContract.signIn, { body: { email, password } });
  const { accessToken: token } = await api.call(sessionsContract.stepUp, {
    token: session.accessToken,
    body: { password },
  });

  // More often than the SDK tries again: the stream has to.
  stack.faults.inject({
    kind: 'internal-error',
    action: 'PutItem',
    caller: 'BuildExport',
    times: 5,
  });
  const { exportId } = await api.call(privacyContract.askExport, { token });
  expect(await mailed(/Your data is ready/)).toContain(exportId);
  expect(stack.faults.pending()).toBe(0);
  const params = { exportId };
  expect(await api.call(privacyContract.getExport, { token, params })).toMatchObject({
    status: 'ready',
  });
  const archive = await api.call(privacyContract.downloadExport, { token, params });
  expect(JSON.parse(archive)).toMatchObject({
    profile: { email },
    accounts: [{ accountNumber, services: [{ serviceId: 'journey-p1' }] }],
  });

  const { erased } = await api.call(privacyContract.eraseProfile, { token });
  expect(erased).toContain('profile');
  expect(await mailed(/Your online account was erased/)).toBeDefined();
  const gone = { status: 401 };
  for (const late of [
    api.call(privacyContract.askExport, { token }),
    api.call(sessionsContract.signIn, { body: { email, password } }),
  ]) {
    await expect(late).rejects.toMatchObject(gone);
  }
}, 90_000);

it('the operator keeps the register of incidents', async () => {
  const params = { incidentId: '2026-001' };
  const today = new Date().toISOString().slice(0, 10);
  const body = { ...exampleIncident, becameAware: { from: today } };
  await api.call(privacyContract.putIncident, { token: operator, params, body });
  expect(await api.call(privacyContract.getIncident, { token: operator, params })).toMatchObject({
    revision: 1,
    history: [{ revision: 1 }],
  });
  const { items } = await api.call(privacyContract.listIncidents, { token: operator });
  expect(items).toHaveLength(1);
});
