import { createSign, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { csv, csvType } from '../../shared/http/csv.ts';
import { feature } from '../../shared/http/feature.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { call, type Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { customerToken, issuer, operatorTokenFor, publicJwk, signed } from '../support/identity.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');

const contract = defineContract({
  keep: {
    method: 'POST',
    path: '/v1/things/{name}',
    audience: 'customer',
    permission: 'changeServices',
    summary: 'Keep a thing',
    description: 'For tests',
    params: z.strictObject({ name: z.string().check(z.regex(/^[a-z]+$/)) }),
    query: z.strictObject({ dryRun: z.optional(z.enum(['true', 'false'])) }),
    body: z.strictObject({ note: z.string(), size: z.optional(z.int()) }),
    bodyFormat: { type: 'json', maxBytes: 1000 },
    success: 'created',
    answer: z.strictObject({ note: z.string() }),
    problems: ['conflict'],
  },
  count: {
    method: 'GET',
    path: '/v1/operator/count',
    audience: 'operator',
    scope: 'jobs:run',
    summary: 'Count',
    description: 'For tests',
    success: 'ok',
    answer: z.strictObject({ count: z.int() }),
    problems: [],
  },
  list: {
    method: 'GET',
    path: '/v1/list',
    audience: 'public',
    summary: 'List',
    description: 'For tests',
    success: 'ok',
    answer: z.strictObject({ items: z.array(z.string()) }),
    answerType: ['application/json', csvType],
    problems: [],
  },
  document: {
    method: 'GET',
    path: '/v1/document',
    audience: 'public',
    summary: 'A document',
    description: 'For tests',
    success: 'ok',
    answerType: ['application/pdf', 'text/html; charset=utf-8'],
    problems: [],
  },
});

type Behavior = { keep?: () => never; count?: () => unknown; list?: () => unknown };
const handlerThat = (behavior: Behavior = {}) =>
  feature(
    contract,
    {
      keep: operation(contract.keep, ({ body }) => {
        behavior.keep?.();
        return Promise.resolve(
          body.note === 'taken'
            ? refuse({ reason: 'conflict', holder: 'x' })
            : { ok: true, value: { note: body.note } },
        );
      }),
      count: operation(contract.count, () =>
        Promise.resolve({
          ok: true,
          value: (behavior.count?.() ?? { count: 1 }) as { count: number },
        }),
      ),
      list: operation(contract.list, ({ answerType }) =>
        Promise.resolve({
          ok: true,
          value: (behavior.list?.() ??
            (answerType === csvType ? csv(['item'], [['a']]) : { items: ['a'] })) as string,
        }),
      ),
      document: operation(contract.document, ({ answerType }) =>
        Promise.resolve({
          ok: true,
          value: answerType === 'application/pdf' ? Buffer.from('%PDF') : '<p>',
        }),
      ),
    },
    settingsFor(clock),
  );
const handler = handlerThat();

const keep = async (request: Request) =>
  call(handler, contract.keep, {
    params: { name: 'a' },
    token: await customerToken(clock),
    body: { note: 'x' },
    ...request,
  });

describe('a body', () => {
  // Representatives of the JSONTestSuite's n_ files: each must be refused, none may be a fault.
  it.each([
    '',
    ' ',
    '[1,]',
    '[,1]',
    '{"a":}',
    '{"a" "b"}',
    "{'a':0}",
    '{"a":1,}',
    '[1 true]',
    '[a]',
    '["a',
    '{"a":"a" 123}',
    '[-]',
    '[+1]',
    '[01]',
    '[1.]',
    '[.5]',
    '[1e]',
    '[0x1]',
    '[NaN]',
    '[Infinity]',
    '[-Infinity]',
    '["\t"]',
    '["\\x"]',
    '["\\u00A"]',
    '["\n"]',
    '[True]',
    'nul',
    '{}}',
    '{"a":true} x',
    '/* c */ {}',
    '[1]]',
    '\uFEFF',
    '﻿{}',
    '*',
    '<null>',
    '['.repeat(900),
    '[{"":'.repeat(150),
    '{"note":"\\ud800"}',
    '{"note":"a\\u0000b"}',
    `{"note":${'['.repeat(40)}${']'.repeat(40)}}`,
  ])('%j is refused', async (body) => {
    expect(await keep({ body })).toMatchObject({
      status: 400,
      body: { code: 'malformed-request' },
    });
  });

  it.each([
    ['null', 'null'],
    ['a number', '1e999'],
    ['text', '"x"'],
    ['a list', '[]'],
    ['a missing field', '{}'],
    ['a wrong type', '{"note":1}'],
    ['an unknown field', '{"note":"x","more":1}'],
    ['__proto__', '{"note":"x","__proto__":{"a":1}}'],
    ['an unsafe integer', '{"note":"x","size":9007199254740993}'],
  ])('%s is refused with its path', async (_, body) => {
    const reply = await keep({ body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(reply.body.issues?.[0]?.path).toMatch(/^body/);
  });

  it('in base64 is decoded, and bytes that are no UTF-8 are refused', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(await keep({ body: Buffer.from('{"note":"é😀"}'), headers })).toMatchObject({
      status: 201,
      body: { note: 'é😀' },
    });
    expect((await keep({ body: Buffer.from([0x22, 0xff, 0x22]), headers })).status).toBe(400);
  });

  it.each([['text/plain'], ['application/jsonx'], ['']])('of type %j is refused', async (type) => {
    expect(await keep({ headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      body: { code: 'unsupported-media-type', supported: ['application/json'] },
    });
  });

  it.each([
    ['text', (body: string) => body],
    ['base64', (body: string) => Buffer.from(body)],
  ])('that is too large is refused before it is parsed (%s)', async (_, as) => {
    expect(await keep({ body: as('x'.repeat(1200)) })).toMatchObject({
      status: 413,
      body: { maxBytes: 1000 },
    });
  });
});

it('says of several forms what the one lacks that was meant', async () => {
  const forms = defineContract({
    enter: {
      ...{ method: 'POST', path: '/v1/enter', audience: 'public', summary: 'x', description: 'x' },
      body: z.union([
        z.strictObject({ email: z.string().check(z.includes('@')), password: z.string() }),
        z.strictObject({ ticket: z.string() }),
      ]),
      success: 'no-content',
      problems: [],
    },
  });
  const enter = feature(
    forms,
    { enter: operation(forms.enter, () => Promise.resolve({ ok: true, value: undefined })) },
    settingsFor(clock),
  );
  const pathsOf = async (body: object) =>
    (await call(enter, forms.enter, { body })).body.issues?.map(({ path }) => path);
  expect(await pathsOf({ email: 'a' })).toEqual(['body.email', 'body.password']);
  expect(await pathsOf({ email: 'a@b', pasword: 'x' })).toEqual(['body.password', 'body']);
  expect(await pathsOf({ ticket: 1 })).toEqual(['body.ticket']);
  expect(await pathsOf({ email: 'a@b', password: 'x' })).toBeUndefined();
});

describe('a path or query', () => {
  it.each([
    ['broken percent', { query: 'dryRun=%zz' }, 'malformed-request'],
    ['half a character', { query: 'dryRun=%c3' }, 'malformed-request'],
    ['a repeated name', { query: 'dryRun=true&dryRun=false' }, 'malformed-request'],
    ['an unknown name', { query: 'more=1' }, 'invalid-request'],
    ['a wrong value', { query: 'dryRun=yes' }, 'invalid-request'],
    ['a wrong path', { params: { name: '../a' } }, 'invalid-request'],
  ])('with %s is refused', async (_, request, code) => {
    expect(await keep(request)).toMatchObject({ status: 400, body: { code } });
  });
});

describe('a token', () => {
  const now = () => Math.floor(clock.now().getTime() / 1000);
  const claims = {
    aud: 'customer',
    sub: 'p',
    sid: 's',
    acc: '50000000001',
    role: 'holder',
    perms: ['changeServices'],
  };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const full = () => ({ iss: issuer, iat: now(), exp: now() + 600, ...claims });

  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const forged: [string, () => Promise<string> | string | undefined][] = [
    ['missing', () => undefined],
    ['garbage', () => 'garbage'],
    ['three dots', () => 'a.b.c'],
    ['alg none', () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(full())}.`],
    [
      'HS256 with the public key',
      () =>
        new SignJWT(full())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'test-1' })
          .sign(Buffer.from(JSON.stringify(publicJwk))),
    ],
    [
      'another key under our id',
      () =>
        new SignJWT(full())
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'test-1' })
          .sign(stranger.privateKey),
    ],
    [
      'an embedded key',
      () =>
        new SignJWT(full())
          .setProtectedHeader({
            alg: 'ES256',
            typ: 'at+jwt',
            jwk: stranger.publicKey.export({ format: 'jwk' }),
          })
          .sign(stranger.privateKey),
    ],
    ['an unknown key id', () => signed(claims, clock, { kid: '../../keys' })],
    ['another type', () => signed(claims, clock, { typ: 'JWT' })],
    ['another issuer', () => signed({ ...claims, iss: 'somebody' }, clock)],
    ['expired', () => signed({ ...claims, exp: now() - 1 }, clock)],
    ['without expiry', () => signed({ ...claims, exp: undefined }, clock)],
    ['an unknown audience', () => signed({ ...claims, aud: 'admin' }, clock)],
    ['two audiences', () => signed({ ...claims, aud: ['customer', 'operator'] }, clock)],
    [
      'altered claims',
      async () => {
        const [header, , signature] = (await signed(claims, clock)).split('.');
        return [header, encode({ ...full(), acc: '50000000002' }), signature].join('.');
      },
    ],
    [
      'a plain signature over other bytes',
      () => createSign('sha256').update('x').sign(stranger.privateKey, 'base64url'),
    ],
  ];
  it.each(forged)('%s is refused', async (_, make) => {
    const reply = await keep({ token: await make() });
    expect(reply).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { code: 'unauthenticated' },
    });
  });

  it('of the other audience is refused by its name', async () => {
    expect(await keep({ token: await operatorTokenFor(clock) })).toMatchObject({
      status: 403,
      body: { code: 'wrong-audience' },
    });
    expect(
      await call(handler, contract.count, { token: await customerToken(clock) }),
    ).toMatchObject({ status: 403, body: { code: 'wrong-audience' } });
  });

  it('without the scope or permission is refused with what it lacks', async () => {
    expect(
      await call(handler, contract.count, {
        token: await operatorTokenFor(clock, ['usage:write']),
      }),
    ).toMatchObject({
      status: 403,
      body: { code: 'missing-scope', scope: 'jobs:run' },
    });
    expect(
      await keep({ token: await customerToken(clock, { perms: ['viewUsage'] }) }),
    ).toMatchObject({
      status: 403,
      body: { code: 'missing-permission', permission: 'changeServices' },
    });
  });

  it('is good until it expires, remembered or not', async () => {
    const token = await customerToken(clock);
    expect((await keep({ token })).status).toBe(201);
    clock.advance(601);
    expect((await keep({ token })).status).toBe(401);
  });
});

describe('an answer', () => {
  it('is not cached, not sniffed, and carries the refusal with its data', async () => {
    const kept = await keep({});
    expect(kept).toMatchObject({
      status: 201,
      headers: {
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-type': 'application/json',
      },
    });
    expect(await keep({ body: { note: 'taken' } })).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: 'urn:guichet:problem:conflict',
        code: 'conflict',
        holder: 'x',
        requestId: 'test-request',
      },
    });
  });

  it('of a fault tells nothing but the request id', async () => {
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const secret = 'marie@example.com';
    const failing = handlerThat({
      keep: () => {
        throw new Error(`cannot write ${secret}`);
      },
    });
    const reply = await call(failing, contract.keep, {
      params: { name: 'a' },
      token: await customerToken(clock),
      body: { note: 'x' },
    });
    const logged = JSON.stringify(lines.mock.calls);
    lines.mockRestore();
    expect(reply).toMatchObject({
      status: 500,
      body: { code: 'internal-error', requestId: 'test-request' },
    });
    expect(reply.text + logged).not.toContain(secret);
    expect(logged).toContain('fault');
  });

  it('of a busy table asks for patience', async () => {
    const busy = handlerThat({
      keep: () => {
        throw Object.assign(new Error('slow down'), {
          name: 'ProvisionedThroughputExceededException',
        });
      },
    });
    const reply = await call(busy, contract.keep, {
      params: { name: 'a' },
      token: await customerToken(clock),
      body: { note: 'x' },
    });
    expect(reply).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: { code: 'temporarily-unavailable' },
    });
  });

  it('that breaks the contract is a fault where answers are validated', async () => {
    const reply = await call(handlerThat({ count: () => ({ count: 'one' }) }), contract.count, {
      token: await operatorTokenFor(clock),
    });
    expect(reply.status).toBe(500);
  });
});

describe('Accept', () => {
  const ask = (route: (typeof contract)['list' | 'document'], accept?: string) =>
    call(handler, route, accept === undefined ? {} : { headers: { accept } });
  const json = 'application/json';

  it.each([
    ['absent', undefined, json],
    ['empty', '', json],
    ['unreadable', 'anything, /, text/', json],
    ['everything', '*/*', json],
    ['JSON', 'application/json', json],
    ['CSV', 'text/csv', csvType],
    ['CSV with a character set, in capitals', 'Text/CSV;charset=UTF-8', csvType],
    ['any text', 'text/*', csvType],
    ['both alike', 'text/csv, application/json', json],
    ['CSV before JSON', 'application/json;q=0.5, text/csv;q=0.8', csvType],
    ['CSV before everything else', '*/*;q=0.1, text/csv', csvType],
    ['everything but JSON', '*/*, application/json;q=0', csvType],
    ['what a browser sends', 'text/html,application/xml;q=0.9,*/*;q=0.8', json],
    ['XML, or else CSV', 'application/xml, text/csv;q=0.001', csvType],
    ['a weight beyond one', 'text/csv;q=1.9, application/json', json],
  ])('that is %s is answered in the type wanted most', async (_, accept, type) => {
    const reply = await ask(contract.list, accept);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': type, vary: 'accept' } });
    expect(reply.text).toBe(type === json ? '{"items":["a"]}' : 'item\r\na\r\n');
  });

  it.each([
    ['of another type', 'text/html'],
    ['of another family', 'image/*'],
    ['that wants nothing', '*/*;q=0'],
    ['that refuses both', 'application/json;q=0.0, text/csv;q=0, image/png'],
  ])('%s is refused, with what there is', async (_, accept) => {
    expect(await ask(contract.list, accept)).toMatchObject({
      status: 406,
      headers: { 'content-type': 'application/problem+json', vary: 'accept' },
      body: { code: 'not-acceptable', available: [json, csvType] },
    });
  });

  it.each([
    [undefined, 'application/pdf', '%PDF'],
    ['text/html', 'text/html; charset=utf-8', '<p>'],
  ])('%s chooses among documents without JSON', async (accept, type, text) => {
    const reply = await ask(contract.document, accept);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': type }, text });
  });

  it('does not matter where there is one type', async () => {
    const reply = await keep({
      headers: { accept: 'image/png', 'content-type': 'application/json' },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers).not.toHaveProperty('vary');
  });

  it('of CSV answered with an object is a fault where answers are validated', async () => {
    const wrong = handlerThat({ list: () => ({ items: [] }) });
    expect(await call(wrong, contract.list, { headers: { accept: 'text/csv' } })).toMatchObject({
      status: 500,
    });
  });
});
