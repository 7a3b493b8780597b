/** Who may come to the counter, on the synthesized template: as portals and operators would do it. */
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { activityContract } from '../../functions/activity/contract.ts';
import { delegatesContract } from '../../functions/delegates/contract.ts';
import { operatorClientsContract } from '../../functions/operator/clients/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { passkeysContract } from '../../functions/passkeys/contract.ts';
import { profileContract } from '../../functions/profile/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { customersAt } from '../../infra/local/demo/customers.ts';
import { operatorToken, publishCatalog } from '../../infra/local/demo/seed.ts';
import { startStack, type Stack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { apiClient, type ApiClient } from '../../shared/http/client.ts';
import { newAuthenticator } from '../support/authenticator.ts';
import { canariesIn } from '../support/no-secrets-in-logs.ts';

const password = 'trois petits canards bleus';
const other = 'la marée monte deux fois';
const { rpId } = stages.dev.passkeys;
const page = { rpId, origin: stages.dev.portalUrl };

let stack: Stack;
let api: ApiClient;
let operator: string;
const logs: string[] = [];
beforeAll(async () => {
  stack = await startStack({
    seed: 'none',
    schedules: false,
    bundles: 'as-they-are',
    retrySeconds: 1,
    onFunctionLog: (_, text) => logs.push(text),
  });
  api = apiClient(stack.apiUrl);
  operator = await operatorToken(api, stack.operatorClient);
  await publishCatalog(api, operator, new Date());
}, 120_000);
afterAll(() => stack.close(), 30_000);

const [customer] = customersAt(new Date());
let people = 0;

/** The newest mail to an address that says something, once it has come. */
async function mailTo(address: string, saying: string | RegExp): Promise<string> {
  const find = async () =>
    (await stack.mails())
      .filter(({ destination }) => destination.to.includes(address))
      .map(({ subject, body }) => `${subject}\n${body.text ?? ''}`)
      .findLast((text) => text.match(saying) !== null);
  await expect.poll(find, { timeout: 20_000, interval: 100 }).toBeDefined();
  return (await find()) ?? '';
}
const linkIn = (mail: string) => /#([\w-]{20,})/.exec(mail)?.[1] ?? '';

/** Subscribes somebody, who registers by the mailed link. */
async function newCustomer() {
  const n = String(++people).padStart(3, '0');
  const email = `canary.${n}@example.com`;
  const accountNumber = `50088800${n}`;
  if (customer === undefined) throw new Error('The demo has no customer');
  await api.call(operatorContract.putAccount, {
    token: operator,
    params: { accountNumber },
    body: {
      ...customer.account,
      holder: { ...customer.account.holder, email },
      services: [{ serviceId: `identity-${n}`, type: 'internet', planId: 'internet-120' }],
    },
  });
  const token = linkIn(await mailTo(email, /complete#/));
  await api.call(registrationContract.completeRegistration, { body: { token, password } });
  return { email, accountNumber };
}

const signIn = (email: string, secret = password, code?: string) =>
  api.call(sessionsContract.signIn, { body: { email, password: secret, code } });

async function steppedUp(email: string) {
  const { accessToken, refreshToken = '' } = await signIn(email);
  const { accessToken: token } = await api.call(sessionsContract.stepUp, {
    token: accessToken,
    body: { password },
  });
  return { token, refreshToken };
}

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (fault: unknown) => fault as { status: number; code: string },
  );

it('a forgotten password is replaced by the mailed link, and every session ends', async () => {
  const { email } = await newCustomer();
  const before = await signIn(email);
  await api.call(profileContract.requestPasswordReset, { body: { email } });
  const token = linkIn(await mailTo(email, /reset-password#/));
  await api.call(profileContract.completePasswordReset, { body: { token, password: other } });
  expect(
    await refusal(
      api.call(sessionsContract.refreshSession, {
        body: { refreshToken: before.refreshToken },
      }),
    ),
  ).toMatchObject({ status: 401, code: 'session-ended' });
  expect(await refusal(signIn(email))).toMatchObject({ code: 'invalid-credentials' });
  expect(await signIn(email, other)).toHaveProperty('accessToken');
  await mailTo(email, /mot de passe a été changé/);
}, 60_000);

it('an authenticator app protects signing in, and its secret opens again', async () => {
  const { email } = await newCustomer();
  const { token } = await steppedUp(email);
  const { secret } = await api.call(profileContract.offerTotp, { token });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const { recoveryCodes } = await api.call(profileContract.confirmTotp, {
    token,
    body: { code: totp.generate() },
  });
  expect(await refusal(signIn(email))).toMatchObject({ code: 'second-factor-required' });
  expect(await signIn(email, password, recoveryCodes[0])).toHaveProperty('accessToken');
  // The code of the next step, for the present one is used up.
  const next = totp.generate({ timestamp: Date.now() + 30_000 });
  expect(await signIn(email, password, next)).toHaveProperty('accessToken');
  await mailTo(email, /validation en deux étapes/);
}, 60_000);

it('a new email address is confirmed there, and told to the old one', async () => {
  const { email } = await newCustomer();
  const { token } = await steppedUp(email);
  const address = `new.${email}`;
  await api.call(profileContract.requestEmailChange, { token, body: { email: address } });
  await mailTo(email, /nouvelle adresse courriel a été demandée/);
  const link = linkIn(await mailTo(address, /confirm-email#/));
  await api.call(profileContract.completeEmailChange, { body: { token: link } });
  await mailTo(email, /adresse courriel a été changée/);
  expect(await signIn(address)).toHaveProperty('accessToken');
  expect(await refusal(signIn(email))).toMatchObject({ code: 'invalid-credentials' });
}, 60_000);

it('a passkey signs in and steps up without the password', async () => {
  const { email } = await newCustomer();
  const { token } = await steppedUp(email);
  const device = newAuthenticator();
  const created = await api.call(passkeysContract.passkeyOptions, { token });
  await api.call(passkeysContract.addPasskey, {
    token,
    body: { name: 'Phone', response: device.create({ ...page, ...created }) },
  });
  const ticket = async () => {
    const asked = await api.call(passkeysContract.passkeySignInOptions);
    const response = device.get({ ...page, ...asked });
    return (await api.call(passkeysContract.passkeySignIn, { body: { response } })).ticket;
  };
  const session = await api.call(sessionsContract.signIn, { body: { ticket: await ticket() } });
  const stronger = await api.call(sessionsContract.stepUp, {
    token: session.accessToken,
    body: { ticket: await ticket() },
  });
  const { items } = await api.call(passkeysContract.listPasskeys, { token: stronger.accessToken });
  expect(items).toMatchObject([{ name: 'Phone' }]);
}, 60_000);

it('a browser keeps its refresh token in a cookie that other sites cannot send', async () => {
  const { email } = await newCustomer();
  const answer = await fetch(`${stack.apiUrl}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stages.dev.portalUrl },
    body: JSON.stringify({ email, password, delivery: 'cookie' }),
  });
  const cookie = answer.headers.get('set-cookie') ?? '';
  expect(cookie).toContain('HttpOnly; Secure; SameSite=Strict');
  const refresh = (origin: string) =>
    fetch(`${stack.apiUrl}/v1/sessions/refresh`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin,
        cookie: cookie.split(';', 1)[0] ?? '',
      },
      body: '{}',
    });
  expect((await refresh('https://evil.example')).status).toBe(403);
  expect((await refresh(stages.dev.portalUrl)).status).toBe(200);
});

it('a delegate comes by a mailed link, does what they may, and is gone when removed', async () => {
  const { email, accountNumber } = await newCustomer();
  const { token } = await steppedUp(email);
  const address = `guest.${email}`;
  const { delegateId } = await api.call(delegatesContract.inviteDelegate, {
    token,
    body: { email: address, firstName: 'Canary', lastName: 'Guest', permissions: ['viewUsage'] },
  });
  const link = linkIn(await mailTo(address, /complete#/));
  await api.call(registrationContract.completeRegistration, { body: { token: link, password } });
  const guest = await signIn(address);
  expect(guest).toMatchObject({ accountNumber, role: 'delegate', permissions: ['viewUsage'] });

  const services = await api.call(accountContract.listServices, { token: guest.accessToken });
  const rename = {
    token: guest.accessToken,
    params: { serviceId: services.items[0]?.serviceId ?? '' },
    body: { label: 'Cottage' },
  };
  expect(await refusal(api.call(accountContract.renameService, rename))).toMatchObject({
    code: 'missing-permission',
  });
  await api.call(delegatesContract.changeDelegate, {
    token,
    params: { delegateId },
    body: { permissions: ['viewUsage', 'changeServices'] },
  });
  expect(await api.call(accountContract.renameService, rename)).toMatchObject({ label: 'Cottage' });
  const { items } = await api.call(activityContract.listActivity, { token, query: { limit: '2' } });
  expect(items[0]).toMatchObject({
    action: 'service-renamed',
    actor: { role: 'delegate', lastName: 'Guest' },
    onBehalfOf: 'holder',
  });
  await api.call(delegatesContract.removeDelegate, { token, params: { delegateId } });
  expect(
    await refusal(api.call(accountContract.getAccount, { token: guest.accessToken })),
  ).toMatchObject({ status: 403, code: 'access-removed' });
  await mailTo(address, /accès à un compte a pris fin/);
}, 60_000);

describe('an operator client', () => {
  it('is made, does what its scopes say, and is revoked', async () => {
    const clientId = 'mediation-1';
    const { secret } = await api.call(operatorClientsContract.createClient, {
      token: operator,
      body: { clientId, name: 'Mediation', scopes: ['usage:write'] },
    });
    const token = await operatorToken(api, { clientId, clientSecret: secret });
    const run = { token, params: { job: 'aggregate-usage' } } as const;
    expect(await refusal(api.call(operatorContract.startRun, run))).toMatchObject({
      status: 403,
      code: 'missing-scope',
    });
    await api.call(operatorClientsContract.revokeClient, { token: operator, params: { clientId } });
    expect(await refusal(operatorToken(api, { clientId, clientSecret: secret }))).toMatchObject({
      status: 401,
      code: 'invalid-client',
    });
  });

  it('whose signing keys are looked after every day', async () => {
    expect(await stack.runSchedule('Keys')).toHaveLength(1);
    await expect
      .poll(() => logs.join('').includes('keys-checked'), { timeout: 20_000, interval: 100 })
      .toBe(true);
  }, 30_000);
});

it('no log line of any function holds a name, an address, a secret or a token', () => {
  const lines = logs.flatMap((text) => text.split('\n'));
  expect(lines.filter((line) => line.includes('"message":"request"')).length).toBeGreaterThan(30);
  expect(lines.flatMap((line) => canariesIn(line).map((what) => `${what}: ${line}`))).toEqual([]);
});
