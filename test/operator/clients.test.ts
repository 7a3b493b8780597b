/** Clients of the operator, from their creation to the token they no longer get. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { operatorClientsContract as contract } from '../../functions/operator/clients/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import type { Scope } from '../../shared/http/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { clientSecret, keepingQueue, openHouse, type House } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';

const clock = fixedClock('2026-11-25T15:00:00Z');
let engine: Engine;
let house: House;
let token: string;
let count = 0;

beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
});
afterAll(() => engine.stop());
beforeEach(async () => {
  clock.advance(3600);
  token = await operatorTokenFor(clock);
});

const newId = () => `client-${++count}`;
const create = (body: object) => house.call(contract.createClient, { token, body });
async function created(more: { clientId?: string; scopes?: Scope[]; expiresAt?: string } = {}) {
  const clientId = more.clientId ?? newId();
  const { status, body } = await create({
    ...{ clientId, name: 'Mediation', scopes: ['usage:write', 'jobs:run'] },
    ...more,
  });
  expect(status).toBe(201);
  const firstSecretId = body.secrets[0]?.secretId ?? '';
  return { clientId, secret: body.secret, secretId: firstSecretId };
}

const get = (clientId: string) => house.call(contract.getClient, { token, params: { clientId } });
const change = (clientId: string, body: object, ifMatch?: string) =>
  house.call(contract.changeClient, {
    ...{ token, params: { clientId }, body },
    ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
  });
const addSecret = (clientId: string) =>
  house.call(contract.addSecret, { token, params: { clientId } });
const deleteSecret = (clientId: string, secretId: string) =>
  house.call(contract.deleteSecret, { token, params: { clientId, secretId } });
const revoke = (clientId: string) =>
  house.call(contract.revokeClient, { token, params: { clientId } });

const tokenOf = (clientId: string, secret: string, more = '') =>
  house.call(sessionsContract.operatorToken, {
    body: `grant_type=client_credentials${more}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    },
    sourceIp: `192.0.2.${(count % 200) + 1}`,
  });

const stored = async (clientId: string) => {
  const { Item } = await engine.table.client.send(
    new GetCommand({ TableName: engine.table.name, Key: keys.client(clientId) }),
  );
  return JSON.stringify(Item);
};

describe('creating a client', () => {
  it('answers it with a secret that gets a token, and is kept nowhere', async () => {
    const logged = vi.spyOn(console, 'log');
    const { clientId, secret } = await created({ expiresAt: '2027-01-01T00:00:00-05:00' });
    expect((await get(clientId)).body).toMatchObject({
      clientId,
      name: 'Mediation',
      scopes: ['usage:write', 'jobs:run'],
      createdAt: clock.now().toISOString(),
      expiresAt: '2027-01-01T05:00:00.000Z',
      version: 1,
    });
    expect(await tokenOf(clientId, secret)).toMatchObject({
      status: 200,
      body: { scope: 'usage:write jobs:run', expires_in: 600 },
    });
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(await stored(clientId)).not.toContain(secret);
    const lines = logged.mock.calls.map(String).join('\n');
    logged.mockRestore();
    expect(lines).toContain(
      `"message":"client-created","clientId":"${clientId}","by":"test-client"`,
    );
    expect(lines).not.toContain(secret);
  });

  it('lists it, and never a hash', async () => {
    const { clientId, secretId } = await created();
    const { body, text } = await house.call(contract.listClients, { token });
    const one = body.items.find((item) => item.clientId === clientId);
    const createdAt = clock.now().toISOString();
    expect(one).toMatchObject({ secrets: [{ secretId, createdAt }] });
    expect(text).not.toMatch(/[0-9a-f]{64}|hash/i);
  });

  it('goes to one of those who ask for the same id at once', async () => {
    const clientId = newId();
    const body = { clientId, name: 'Mediation', scopes: ['usage:write'] };
    const replies = await Promise.all(Array.from({ length: 10 }, () => create(body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ body: { code } }) => code === 'client-exists')).toHaveLength(9);
  });

  it.each([
    ['no scope', { scopes: [] }],
    ['a scope twice', { scopes: ['usage:write', 'usage:write'] }],
    ['a scope that does not exist', { scopes: ['everything'] }],
    ['a name of every object', { scopes: ['toString'] }],
    ['an id with capitals', { clientId: 'Mediation' }],
    ['an id that is too short', { clientId: 'ab' }],
    ['an id that is too long', { clientId: 'a'.repeat(41) }],
    ['an id that ends in a hyphen', { clientId: 'mediation-' }],
    ['an end that has passed', { expiresAt: '2026-11-25T15:00:00Z' }],
    ['an end that is no date', { expiresAt: '2027-02-30T00:00:00Z' }],
    ['a line break in the name', { name: 'a\nb' }],
    ['a secret of its own', { secret: 'x' }],
  ])('is refused with %s', async (_, wrong) => {
    const body = { clientId: newId(), name: 'Mediation', scopes: ['usage:write'], ...wrong };
    expect(await create(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await stored(body.clientId)).toBeUndefined();
  });
});

describe('changing a client', () => {
  it('replaces what is named and keeps the rest', async () => {
    const { clientId, secret } = await created();
    const expiresAt = '2026-12-24T00:00:00.000Z';
    expect(await change(clientId, { scopes: ['jobs:run'], expiresAt })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: 'Mediation', scopes: ['jobs:run'], expiresAt, version: 2 },
    });
    expect(await tokenOf(clientId, secret, '&scope=usage%3Awrite')).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    const { body } = await change(clientId, { expiresAt: null, name: 'Other' });
    expect(body).toMatchObject({ name: 'Other', scopes: ['jobs:run'], version: 3 });
    expect(body).not.toHaveProperty('expiresAt');
  });

  it('writes nothing when it is so already', async () => {
    const { clientId } = await created();
    expect((await change(clientId, { name: 'Mediation' })).body.version).toBe(1);
  });

  it('is refused when somebody else was faster', async () => {
    const { clientId } = await created();
    const { etag = '' } = (await get(clientId)).headers;
    expect((await change(clientId, { name: 'First' }, etag)).status).toBe(200);
    expect(await change(clientId, { name: 'Second' }, etag)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await get(clientId)).body.name).toBe('First');
    expect((await change(clientId, { name: 'Third' }, '*')).status).toBe(200);
  });

  it('lets one of many with the same ETag through', async () => {
    const { clientId } = await created();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, i) => change(clientId, { name: `Name ${i}` }, '"1"')),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(9);
    expect((await get(clientId)).body.version).toBe(2);
  });

  it.each([
    ['nothing to change', {}],
    ['another id', { clientId: 'other' }],
    ['a revocation taken back', { revokedAt: null }],
    ['an end that has passed', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['no scope left', { scopes: [] }],
  ])('is refused with %s', async (_, body) => {
    const { clientId } = await created();
    expect(await change(clientId, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('secrets', () => {
  it('are replaced without an interruption', async () => {
    const { clientId, secret, secretId } = await created();
    const second = await addSecret(clientId);
    expect(second.status).toBe(201);
    const both = [secret, second.body.secret];
    for (const one of both) expect((await tokenOf(clientId, one)).status).toBe(200);
    expect((await deleteSecret(clientId, secretId)).status).toBe(204);
    expect((await tokenOf(clientId, secret)).status).toBe(401);
    expect((await tokenOf(clientId, second.body.secret)).status).toBe(200);
    expect((await deleteSecret(clientId, secretId)).body.code).toBe('not-found');
  });

  it('are two at most, however many ask at once', async () => {
    const { clientId } = await created();
    const replies = await Promise.all(Array.from({ length: 4 }, () => addSecret(clientId)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await get(clientId)).body.secrets).toHaveLength(2);
    expect(await addSecret(clientId)).toMatchObject({
      status: 422,
      body: { code: 'too-many-secrets' },
    });
  });

  it('are one at least, also when both are deleted at once', async () => {
    const { clientId, secretId } = await created();
    const second = await addSecret(clientId);
    const replies = await Promise.all(
      [secretId, second.body.secretId].map((one) => deleteSecret(clientId, one)),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 422]);
    const [left] = (await get(clientId)).body.secrets;
    expect(await deleteSecret(clientId, left?.secretId ?? '')).toMatchObject({
      status: 422,
      body: { code: 'last-secret' },
    });
  });

  it('of another client are as if they were not there', async () => {
    const [one, other] = [await created(), await created()];
    await addSecret(one.clientId);
    expect((await deleteSecret(one.clientId, other.secretId)).body.code).toBe('not-found');
    expect((await tokenOf(other.clientId, other.secret)).status).toBe(200);
  });
});

describe('revoking a client', () => {
  it('ends it for good, repeats in peace and keeps it listed', async () => {
    const { clientId, secret, secretId } = await created();
    expect((await revoke(clientId)).status).toBe(204);
    const revokedAt = clock.now().toISOString();
    clock.advance(60);
    expect((await revoke(clientId)).status).toBe(204);
    expect((await tokenOf(clientId, secret)).status).toBe(401);
    const { body } = await house.call(contract.listClients, { token });
    expect(body.items.find((item) => item.clientId === clientId)).toMatchObject({
      revokedAt,
      secrets: [],
      version: 2,
    });
    expect((await change(clientId, { name: 'Again' })).body.code).toBe('client-revoked');
    expect((await addSecret(clientId)).body.code).toBe('client-revoked');
    expect((await deleteSecret(clientId, secretId)).body.code).toBe('not-found');
    expect(await create({ clientId, name: 'Again', scopes: ['jobs:run'] })).toMatchObject({
      status: 409,
      body: { code: 'client-exists' },
    });
  });

  it('reaches every route once its tokens have expired', async () => {
    const { clientId, secret } = await created();
    const { access_token } = (await tokenOf(clientId, secret)).body;
    await revoke(clientId);
    const run = () =>
      house.call(operatorContract.startRun, {
        token: access_token,
        params: { job: 'aggregate-usage' },
      });
    clock.advance(599);
    expect((await run()).status).toBe(202);
    clock.advance(2);
    expect((await run()).status).toBe(401);
  });
});

it.each([
  ['GET', (clientId: string) => get(clientId)],
  ['PATCH', (clientId: string) => change(clientId, { name: 'x' })],
  ['DELETE', (clientId: string) => revoke(clientId)],
  ['POST secret', (clientId: string) => addSecret(clientId)],
  ['DELETE secret', (clientId: string) => deleteSecret(clientId, '0123456789ab')],
])('%s of a client that does not exist is answered 404', async (_, ask) => {
  expect(await ask('no-such-client')).toMatchObject({ status: 404, body: { code: 'not-found' } });
});

describe('asking for a token', () => {
  it('is refused alike whatever is wrong, and locks nobody out', async () => {
    const { clientId, secret } = await created();
    const inASecond = new Date(clock.now().getTime() + 1000).toISOString();
    const expired = await created({ expiresAt: inASecond });
    const gone = await created();
    await revoke(gone.clientId);
    clock.advance(2);
    const replies = [
      await tokenOf(clientId, 'wrong'),
      await tokenOf(clientId, ''),
      await tokenOf('nobody-at-all', secret),
      await tokenOf(expired.clientId, expired.secret),
      await tokenOf(gone.clientId, gone.secret),
      await tokenOf('', ''),
      await tokenOf('x'.repeat(5000), secret),
      await tokenOf('../CLIENT#\u0000', secret),
    ];
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="guichet"' },
      body: { code: 'invalid-client', error: 'invalid_client' },
    });
  });

  it('is locked for a source that fails too often, not for the client it names', async () => {
    const { clientId, secret } = await created();
    const from = (sourceIp: string, given: string) =>
      house.call(sessionsContract.operatorToken, {
        body: `grant_type=client_credentials&client_id=${clientId}&client_secret=${given}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        sourceIp,
      });
    const replies = await Promise.all(
      Array.from({ length: 60 }, () => from('203.0.113.9', 'wrong')),
    );
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await from('203.0.113.10', secret)).status).toBe(200);
    expect((await from('203.0.113.9', secret)).status).toBe(200);
  });

  it('tells the log which client failed, and never what else was sent as an id', async () => {
    const { clientId } = await created();
    const logged = vi.spyOn(console, 'log');
    await tokenOf(clientId, 'wrong');
    await tokenOf('a-secret-by-mistake', 'x');
    const lines = logged.mock.calls.map(String).filter((line) => line.includes('client-refused'));
    logged.mockRestore();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'warn', message: 'client-refused', clientId },
      { level: 'warn', message: 'client-refused' },
    ]);
  });

  it('are those of the table where it has the id of a first client, which ends with them', async () => {
    expect((await tokenOf('test-client', clientSecret)).body.scope).toContain('clients:admin');
    const { secret } = await created({ clientId: 'test-client', scopes: ['jobs:run'] });
    expect((await tokenOf('test-client', secret)).body.scope).toBe('jobs:run');
    expect((await tokenOf('test-client', clientSecret)).status).toBe(401);
    await revoke('test-client');
    expect((await tokenOf('test-client', secret)).status).toBe(401);
    expect((await tokenOf('test-client', clientSecret)).status).toBe(401);
  });
});
