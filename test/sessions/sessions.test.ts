import { createHash } from 'node:crypto';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenIssuer } from '../../functions/sessions/access-token.ts';
import { chosenAccount } from '../../functions/sessions/chosen-account.ts';
import { sessionsContract as contract } from '../../functions/sessions/contract.ts';
import { sessionsOperations } from '../../functions/sessions/operations.ts';
import { usualLifetimes } from '../../functions/sessions/lifetimes.ts';
import type { Secrets } from '../../functions/sessions/secrets.store.ts';
import { sessionStore } from '../../functions/sessions/store.ts';
import { attemptsIn } from '../../shared/attempts.ts';
import { keys } from '../../shared/table/keys.ts';
import { feature, type FeatureHandler } from '../../shared/http/feature.ts';
import { call, type Request } from '../support/call.ts';
import { readClient } from '../../shared/operator-client.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { portalOrigin, sealingKeys } from '../support/house.ts';
import { issuer, privateJwk, publicJwk, publicKeys } from '../support/identity.ts';
import { itemOf, removeAttribute, removeItem } from '../support/items.ts';
import { putDelegate, putPerson } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const password = 'trois petits canards bleus';
const clientSecret = 'a-very-long-operator-secret';
let engine: Engine;
let handler: FeatureHandler;

beforeAll(async () => {
  engine = await startEngine();
  const secrets: Secrets = {
    signingKey: async () => ({
      key: await importJWK(privateJwk, 'ES256'),
      keyId: privateJwk.kid ?? '',
    }),
    operatorClients: () =>
      Promise.resolve([
        {
          clientId: 'mediation',
          secretHashes: [createHash('sha256').update(clientSecret).digest('hex')],
          scopes: ['usage:write', 'accounts:write'],
        },
        {
          clientId: 'expired',
          secretHashes: [createHash('sha256').update(clientSecret).digest('hex')],
          scopes: ['usage:write'],
          expiresAt: '2026-03-01T00:00:00Z',
        },
      ]),
  };
  handler = feature(
    contract,
    sessionsOperations({
      store: sessionStore(engine.table, usualLifetimes),
      attempts: attemptsIn(engine.table, clock),
      clock,
      secrets,
      findClient: (clientId) => readClient(engine.table, clientId),
      sealingKeys,
      issueToken: tokenIssuer({ secrets, clock, issuer }),
      lifetimes: usualLifetimes,
      origins: [portalOrigin],
      publicKeys,
    }),
    settingsFor(clock, engine.table),
  );
  await putPerson(engine.table, {
    email: 'marie@example.com',
    accountNumber: '50000000301',
    password,
  });
  await putPerson(engine.table, {
    email: 'paul@example.com',
    accountNumber: '50000000302',
    password,
  });
  await putPerson(engine.table, { email: 'invited@example.com', accountNumber: '50000000303' });
});
afterAll(() => engine.stop());
beforeEach(() => {
  clock.advance(3600);
});

let people = 0;
const newPerson = () => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    email: `session-${n}@example.com`,
    accountNumber: `50000004${n}`,
    password,
  });
};
const enter = (body: object) => call(handler, contract.signIn, { body });
const refresh = (refreshToken: string | undefined) =>
  call(handler, contract.refreshSession, { body: { refreshToken } });

describe('signing in', () => {
  it('opens a session for the account the person holds', async () => {
    const reply = await enter({ email: 'Marie@example.com', password });
    expect(reply).toMatchObject({
      status: 201,
      body: { accountNumber: '50000000301', expiresIn: 600, tokenType: 'Bearer' },
    });
    const { payload } = await jwtVerify(reply.body.accessToken, await importJWK(publicJwk), {
      currentDate: clock.now(),
    });
    expect(payload).toMatchObject({
      aud: 'customer',
      acc: '50000000301',
      sid: reply.body.sessionId,
    });
  });

  it('gives a browser its refresh token in a cookie that scripts cannot read', async () => {
    const reply = await enter({ email: 'marie@example.com', password, delivery: 'cookie' });
    expect(reply.body).not.toHaveProperty('refreshToken');
    expect(reply.cookies[0]).toMatch(
      /^guichet_refresh=\S+; Max-Age=\d+; Path=\/v1\/sessions; HttpOnly; Secure; SameSite=Strict$/,
    );
    const cookies = [reply.cookies[0]?.split(';', 1)[0] ?? ''];
    expect((await call(handler, contract.refreshSession, { body: {}, cookies })).status).toBe(200);
  });

  it('refuses alike whoever it is', async () => {
    const replies = [
      await enter({ email: 'marie@example.com', password: 'not the password' }),
      await enter({ email: 'nobody@example.com', password }),
      await enter({ email: 'invited@example.com', password }),
      await enter({ email: 'marie@example.com', password: 'x'.repeat(5000) }),
    ];
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
  });

  it('counts fifty parallel guesses as fifty and locks, leaving open sessions alone', async () => {
    const open = await enter({ email: 'paul@example.com', password });
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        enter({ email: 'paul@example.com', password: `wrong guess ${i}` }),
      ),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(45);
    expect(await enter({ email: 'paul@example.com', password })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '900' },
    });
    expect((await refresh(open.body.refreshToken)).status).toBe(200);
    clock.advance(901);
    expect((await enter({ email: 'paul@example.com', password })).status).toBe(201);
  });

  it('forgets wrong tries after a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++)
        await enter({ email: 'marie@example.com', password: 'wrong wrong wrong' });
      expect((await enter({ email: 'marie@example.com', password })).status).toBe(201);
    }
  });
});

it('lets any number of people in from one address, and slows down who fails there', async () => {
  const person = await newPerson();
  const from = (secret: string, email = person.email) =>
    call(handler, contract.signIn, {
      body: { email, password: secret },
      sourceIp: '203.0.113.200',
    });
  for (let i = 0; i < 105; i++) expect((await from(password)).status).toBe(201);
  const failures = await Promise.all(
    Array.from({ length: 110 }, (_, i) => from('wrong', `nobody-${i}@example.com`)),
  );
  expect(failures.filter(({ status }) => status === 429)).toHaveLength(10);
}, 30_000);

describe('refreshing', () => {
  it('replaces the token each time', async () => {
    const first = await enter({ email: 'marie@example.com', password });
    const second = await refresh(first.body.refreshToken);
    clock.advance(60);
    const third = await refresh(second.body.refreshToken);
    expect([second.status, third.status]).toEqual([200, 200]);
    expect(new Set([first, second, third].map(({ body }) => body.refreshToken)).size).toBe(3);
  });

  it('answers again within the grace, and both answers are good', async () => {
    const first = await enter({ email: 'marie@example.com', password });
    const lost = await refresh(first.body.refreshToken);
    clock.advance(5);
    const again = await refresh(first.body.refreshToken);
    expect(again.status).toBe(200);
    clock.advance(60);
    expect((await refresh(lost.body.refreshToken)).status).toBe(200);
  });

  it('gives each of thirty tabs that are restored at once a token that is good', async () => {
    const first = await enter({ email: 'marie@example.com', password });
    const tabs = await Promise.all(
      Array.from({ length: 30 }, () => refresh(first.body.refreshToken)),
    );
    expect(new Set(tabs.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await refresh(tabs[17]?.body.refreshToken)).status).toBe(200);
  });

  it('ends the session when an old token comes back later', async () => {
    const first = await enter({ email: 'marie@example.com', password });
    const second = await refresh(first.body.refreshToken);
    clock.advance(11);
    expect(await refresh(first.body.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'session-ended' },
    });
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
  });

  it('ends an idle session, and every session after its absolute lifetime', async () => {
    const idle = await enter({ email: 'marie@example.com', password });
    let busy = (await enter({ email: 'marie@example.com', password })).body.refreshToken;
    for (let day = 0; day < 90; day += 10) {
      const reply = await refresh(busy);
      expect(reply.status).toBe(200);
      busy = reply.body.refreshToken;
      clock.advance(10 * 86_400);
    }
    expect((await refresh(idle.body.refreshToken)).status).toBe(401);
    expect((await refresh(busy)).status).toBe(401);
  });

  it('refuses what is not a token of ours', async () => {
    expect((await refresh('A'.repeat(86))).status).toBe(401);
    expect((await call(handler, contract.refreshSession, { body: {} })).status).toBe(401);
  });
});

describe('signing out', () => {
  const leave = (token: string | undefined) => call(handler, contract.signOut, { token });
  const endOther = (token: string, sessionId: string) =>
    call(handler, contract.endSession, { token, params: { sessionId } });

  it('ends the own session at once, and again', async () => {
    const { body } = await enter({ email: 'marie@example.com', password });
    const reply = await leave(body.accessToken);
    expect(reply.status).toBe(204);
    expect(reply.cookies[0]).toContain('Max-Age=0');
    expect((await refresh(body.refreshToken)).status).toBe(401);
    expect((await leave(body.accessToken)).status).toBe(204);
  });

  it('ends another session, by one that is open', async () => {
    const [here, there] = [
      await enter({ email: 'marie@example.com', password }),
      await enter({ email: 'marie@example.com', password }),
    ];
    expect((await endOther(here.body.accessToken, there.body.sessionId)).status).toBe(204);
    expect((await refresh(there.body.refreshToken)).status).toBe(401);
    expect((await endOther(there.body.accessToken, here.body.sessionId)).body.code).toBe(
      'session-ended',
    );
    expect((await refresh(here.body.refreshToken)).status).toBe(200);
  });

  it("answers another person's session like a missing one", async () => {
    const marie = await enter({ email: 'marie@example.com', password });
    const paul = await enter({ email: 'paul@example.com', password });
    const strangers = await endOther(marie.body.accessToken, paul.body.sessionId);
    const missing = await endOther(marie.body.accessToken, '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff');
    expect(strangers).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(strangers.text).toBe(missing.text);
    expect((await refresh(paul.body.refreshToken)).status).toBe(200);
  });

  it('needs a token', async () => {
    expect(await leave(undefined)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
  });
});

describe('the list of sessions', () => {
  const list = (token: string) => call(handler, contract.listSessions, { token });

  it('shows where one is signed in, the last used first, and which one asks', async () => {
    const person = await newPerson();
    const tablet = await call(handler, contract.signIn, {
      body: { email: person.email, password, device: 'Kitchen tablet' },
      headers: { 'user-agent': 'Firefox/140' },
      sourceIp: '203.0.113.7',
    });
    clock.advance(60);
    const phone = await enter({ email: person.email, password });
    const { items } = (await list(phone.body.accessToken)).body;
    expect(items).toMatchObject([
      { sessionId: phone.body.sessionId, current: true },
      {
        sessionId: tablet.body.sessionId,
        current: false,
        device: 'Kitchen tablet',
        userAgent: 'Firefox/140',
        ipAddress: '203.0.113.7',
      },
    ]);
    clock.advance(60);
    await call(handler, contract.refreshSession, {
      body: { refreshToken: tablet.body.refreshToken },
      sourceIp: '198.51.100.9',
    });
    expect((await list(phone.body.accessToken)).body.items[0]).toMatchObject({
      sessionId: tablet.body.sessionId,
      ipAddress: '198.51.100.9',
      lastUsedAt: clock.now().toISOString(),
    });
  });

  it("leaves out what has ended, and what is other people's", async () => {
    const person = await newPerson();
    await enter({ email: person.email, password });
    clock.advance(15 * 86_400);
    const { body } = await enter({ email: person.email, password });
    const { items } = (await list(body.accessToken)).body;
    expect(items.map(({ sessionId }) => sessionId)).toEqual([body.sessionId]);
  });
});

describe('signing out everywhere', () => {
  const leaveAll = (token: string, query?: string) =>
    call(handler, contract.endSessions, { token, ...(query === undefined ? {} : { query }) });

  it('ends every session at once', async () => {
    const person = await newPerson();
    const [one, two] = [
      await enter({ email: person.email, password, delivery: 'cookie' }),
      await enter({ email: person.email, password }),
    ];
    const reply = await leaveAll(one.body.accessToken);
    expect(reply.status).toBe(204);
    expect(reply.cookies[0]).toContain('Max-Age=0');
    expect((await refresh(two.body.refreshToken)).body.code).toBe('session-ended');
    expect((await leaveAll(two.body.accessToken)).body.code).toBe('session-ended');
  });

  it('or every one but this', async () => {
    const person = await newPerson();
    const [here, there] = [
      await enter({ email: person.email, password }),
      await enter({ email: person.email, password }),
    ];
    expect((await leaveAll(here.body.accessToken, 'keep=current')).status).toBe(204);
    expect((await refresh(there.body.refreshToken)).status).toBe(401);
    expect((await refresh(here.body.refreshToken)).status).toBe(200);
    const { body } = await call(handler, contract.listSessions, { token: here.body.accessToken });
    expect(body.items).toHaveLength(1);
  });

  it('lets nobody in who signed in with what was known before, in between', async () => {
    const person = await newPerson();
    const { body } = await enter({ email: person.email, password });
    const [, late] = await Promise.all([
      leaveAll(body.accessToken),
      enter({ email: person.email, password }),
    ]);
    // Signed in before or after: a session of the old count is over, one of the new is good.
    const { epoch } = (await itemOf(
      engine.table,
      keys.session(person.profileId, late.body.sessionId),
    )) as { epoch: number };
    expect((await refresh(late.body.refreshToken)).status).toBe(epoch === 1 ? 200 : 401);
  });
});

describe('stepping up', () => {
  const stepUp = (token: string, body: object, request: Request = {}) =>
    call(handler, contract.stepUp, { token, body, ...request });

  it('gives a token that says so for five minutes, also after a refresh', async () => {
    const person = await newPerson();
    const { body } = await enter({ email: person.email, password });
    const reply = await stepUp(body.accessToken, { password });
    expect(reply).toMatchObject({
      status: 200,
      body: { steppedUpUntil: new Date(clock.now().getTime() + 300_000).toISOString() },
    });
    const seconds = Math.floor(clock.now().getTime() / 1000);
    expect(decodeJwt(reply.body.accessToken)).toMatchObject({ stp: seconds });
    expect(decodeJwt(body.accessToken)).not.toHaveProperty('stp');
    const refreshed = await refresh(body.refreshToken);
    expect(decodeJwt(refreshed.body.accessToken)).toMatchObject({ stp: seconds });
  });

  it('counts fifty parallel guesses as fifty, whatever address they come from', async () => {
    const person = await newPerson();
    const { body } = await enter({ email: person.email, password });
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        stepUp(body.accessToken, { password: 'wrong' }, { sourceIp: `198.51.100.${i}` }),
      ),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(45);
    expect((await stepUp(body.accessToken, { password })).status).toBe(429);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 401, 'invalid-credentials'],
    ['a very long one', { password: 'x'.repeat(5000) }, 401, 'invalid-credentials'],
    ['a made-up ticket', { ticket: 'A'.repeat(43) }, 401, 'invalid-credentials'],
    ['nothing', {}, 400, 'invalid-request'],
    ['both', { password, ticket: 'A'.repeat(43) }, 400, 'invalid-request'],
  ])('is refused with %s', async (_, proof, status, code) => {
    const person = await newPerson();
    const { body } = await enter({ email: person.email, password });
    expect(await stepUp(body.accessToken, proof)).toMatchObject({ status, body: { code } });
  });

  it('is refused in a session that has ended', async () => {
    const person = await newPerson();
    const { body } = await enter({ email: person.email, password });
    await call(handler, contract.signOut, { token: body.accessToken });
    expect((await stepUp(body.accessToken, { password })).body.code).toBe('session-ended');
  });
});

describe('a person with several accounts', () => {
  const switchTo = (token: string, accountNumber: string) =>
    call(handler, contract.switchAccount, { token, body: { accountNumber } });

  it("signs in to their own, and goes on with another's they were let into", async () => {
    const [owner, person] = [await newPerson(), await newPerson()];
    await putDelegate(engine.table, person, owner.accountNumber, ['viewUsage']);
    const { body } = await enter({ email: person.email, password });
    expect(body).toMatchObject({ accountNumber: person.accountNumber, role: 'holder' });
    const other = await switchTo(body.accessToken, owner.accountNumber);
    expect(other).toMatchObject({
      status: 200,
      body: { accountNumber: owner.accountNumber, role: 'delegate', permissions: ['viewUsage'] },
    });
    expect((await refresh(body.refreshToken)).body).toMatchObject({
      accountNumber: owner.accountNumber,
      role: 'delegate',
    });
    expect((await switchTo(other.body.accessToken, person.accountNumber)).body.role).toBe('holder');
  });

  it('accepts an invitation by coming to the account', async () => {
    const [owner, person] = [await newPerson(), await newPerson()];
    await putDelegate(engine.table, person, owner.accountNumber);
    const member = keys.membership(person.profileId, owner.accountNumber);
    const invited = keys.delegate(owner.accountNumber, person.profileId);
    await removeAttribute(engine.table, member, 'acceptedAt');
    await removeAttribute(engine.table, invited, 'acceptedAt');
    const { body } = await enter({ email: person.email, password });
    await switchTo(body.accessToken, owner.accountNumber);
    const acceptedAt = clock.now().getTime();
    expect(await itemOf(engine.table, member)).toMatchObject({ acceptedAt });
    expect(await itemOf(engine.table, invited)).toMatchObject({ acceptedAt });
  });

  it("answers another's account like one that is not there", async () => {
    const [owner, person] = [await newPerson(), await newPerson()];
    const { body } = await enter({ email: person.email, password });
    const others = await switchTo(body.accessToken, owner.accountNumber);
    expect(others).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(others.text).toBe((await switchTo(body.accessToken, '50999999999')).text);
  });

  it('goes on with their own once another is not theirs any more', async () => {
    const [owner, person] = [await newPerson(), await newPerson()];
    await putDelegate(engine.table, person, owner.accountNumber);
    const { body } = await enter({ email: person.email, password });
    await switchTo(body.accessToken, owner.accountNumber);
    await removeItem(engine.table, keys.membership(person.profileId, owner.accountNumber));
    const { body: refreshed } = await refresh(body.refreshToken);
    expect(refreshed).toMatchObject({ accountNumber: person.accountNumber, role: 'holder' });
  });
});

describe('a person without any account', () => {
  it('signs in, proves again who they are, and goes on, as nobody’s delegate', async () => {
    const person = await newPerson();
    await removeItem(engine.table, keys.membership(person.profileId, person.accountNumber));
    const { status, body } = await enter({ email: person.email, password });
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('accountNumber');
    expect(body).toMatchObject({ permissions: [] });
    const stepped = await call(handler, contract.stepUp, {
      token: body.accessToken,
      body: { password },
    });
    expect(stepped.status).toBe(200);
    expect(stepped.body).not.toHaveProperty('role');
    expect((await refresh(body.refreshToken)).status).toBe(200);
    expect((await call(handler, contract.listSessions, { token: body.accessToken })).status).toBe(
      200,
    );
  });
});

it.each([
  ['the one it was on', ['a holder', 'b delegate'], 'b', 'b'],
  ['their own when that is gone', ['a delegate', 'b holder'], 'c', 'b'],
  ['their own at first', ['a delegate', 'b holder'], undefined, 'b'],
  ['another’s when they have none', ['a delegate', 'b delegate'], 'c', 'a'],
  ['one they came to, not one they were invited to', ['a delegate', 'b delegate 1'], 'c', 'b'],
  ['none when there is none', [], 'a', ''],
])('a session is on %s', (_, accounts, wanted, chosen) => {
  const memberships = accounts.map((account) => {
    const [accountNumber = '', role, acceptedAt] = account.split(' ');
    const member = { profileId: 'p', accountNumber, role: role as 'holder', permissions: [] };
    return acceptedAt === undefined ? member : { ...member, acceptedAt: Number(acceptedAt) };
  });
  expect(chosenAccount('p', memberships, wanted).accountNumber).toBe(chosen);
});

describe('a cookie', () => {
  it.each([
    ['a page of the portal', portalOrigin, 200],
    ['a page of somebody else', 'https://evil.example', 403],
    ['no page', undefined, 200],
  ])('from %s is answered %j', async (_, origin, status) => {
    const person = await newPerson();
    const { cookies } = await enter({ email: person.email, password, delivery: 'cookie' });
    const reply = await call(handler, contract.refreshSession, {
      body: {},
      cookies: [cookies[0]?.split(';', 1)[0] ?? ''],
      ...(origin === undefined ? {} : { headers: { origin } }),
    });
    expect(reply.status).toBe(status);
  });
});

describe('operator tokens', () => {
  const ask = (form: string, headers: Record<string, string> = {}) =>
    call(handler, contract.operatorToken, {
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  it("are given for the client's scopes, by Basic or by form", async () => {
    const byBasic = await ask('grant_type=client_credentials', basic('mediation', clientSecret));
    expect(byBasic).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', scope: 'usage:write accounts:write' },
    });
    const byForm = await ask(
      `grant_type=client_credentials&scope=usage%3Awrite&client_id=mediation&client_secret=${clientSecret}`,
    );
    expect(byForm).toMatchObject({ status: 200, body: { scope: 'usage:write' } });
  });

  it.each([
    ['a wrong secret', 'mediation', 'wrong', 401, 'invalid_client'],
    ['an unknown client', 'nobody', clientSecret, 401, 'invalid_client'],
    ['an expired client', 'expired', clientSecret, 401, 'invalid_client'],
  ])('are refused for %s', async (_, id, secret, status, error) => {
    expect(await ask('grant_type=client_credentials', basic(id, secret))).toMatchObject({
      status,
      body: { error },
    });
  });

  it.each([
    ['another grant', 'grant_type=password', 'unsupported_grant_type'],
    ['no grant', 'scope=jobs:run', 'invalid_request'],
    ['an unknown field', 'grant_type=client_credentials&more=1', 'invalid_request'],
    ['a scope the client lacks', 'grant_type=client_credentials&scope=jobs:run', 'invalid_scope'],
    [
      'a scope that does not exist',
      'grant_type=client_credentials&scope=everything',
      'invalid_scope',
    ],
  ])('are refused for %s', async (_, form, error) => {
    const reply = await ask(form, basic('mediation', clientSecret));
    expect(reply).toMatchObject({ status: 400, body: { error } });
    expect(reply.body.issues).toHaveLength(1);
  });
});

it('publishes the keys that verify our tokens', async () => {
  const reply = await call(handler, contract.verificationKeys);
  expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300' } });
  expect(reply.body.keys[0]).not.toHaveProperty('d');
});
