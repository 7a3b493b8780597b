import { createHash } from 'node:crypto';
import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenIssuer } from '../../functions/sessions/access-token.ts';
import { sessionsContract as contract } from '../../functions/sessions/contract.ts';
import { sessionsOperations } from '../../functions/sessions/operations.ts';
import { usualLifetimes } from '../../functions/sessions/session.ts';
import type { Secrets } from '../../functions/sessions/secrets.store.ts';
import { sessionStore } from '../../functions/sessions/store.ts';
import { attemptsIn } from '../../shared/attempts.ts';
import { feature, type FeatureHandler } from '../../shared/http/feature.ts';
import { call } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { portalOrigin, sealingKeys } from '../support/house.ts';
import { issuer, privateJwk, publicJwk, publicKeys } from '../support/identity.ts';
import { putPerson } from '../support/people.ts';

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
  const leave = (token: string | undefined, sessionId: string) =>
    call(handler, contract.endSession, { token, params: { sessionId } });

  it('ends the own session at once, and again', async () => {
    const { body } = await enter({ email: 'marie@example.com', password });
    expect((await leave(body.accessToken, 'current')).status).toBe(204);
    expect((await refresh(body.refreshToken)).status).toBe(401);
    expect((await leave(body.accessToken, 'current')).status).toBe(204);
  });

  it("answers another person's session like a missing one", async () => {
    const marie = await enter({ email: 'marie@example.com', password });
    const paul = await enter({ email: 'paul@example.com', password });
    const strangers = await leave(marie.body.accessToken, paul.body.sessionId);
    const missing = await leave(marie.body.accessToken, '7c0f7a3e-2b1d-4f67-9a53-0d6c6c1fffff');
    expect(strangers).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(strangers.text).toBe(missing.text);
    expect((await refresh(paul.body.refreshToken)).status).toBe(200);
  });

  it('needs a token', async () => {
    expect(await leave(undefined, 'current')).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
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
    ['a scope the client lacks', 'grant_type=client_credentials&scope=jobs:run', 'invalid_scope'],
    [
      'a scope that does not exist',
      'grant_type=client_credentials&scope=everything',
      'invalid_scope',
    ],
  ])('are refused for %s', async (_, form, error) => {
    expect(await ask(form, basic('mediation', clientSecret))).toMatchObject({
      status: 400,
      body: { error },
    });
  });
});

it('publishes the keys that verify our tokens', async () => {
  const reply = await call(handler, contract.verificationKeys);
  expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300' } });
  expect(reply.body.keys[0]).not.toHaveProperty('d');
});
