import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, it } from 'vitest';
import { internetContract } from '../../functions/internet/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { referenceContract } from '../../functions/reference/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { csvType } from '../../shared/http/csv.ts';
import { ApiProblem, apiClient, type ApiClient } from '../../shared/http/client.ts';

type Seen = { line: string; headers: IncomingMessage['headers']; body: string };

let server: Server;
let api: ApiClient;
let seen: Seen[] = [];
let next = { status: 200, text: '{"status":"ok"}' };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      seen.push({ line, headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(next.status).end(next.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = apiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(() => {
  server.close();
});

beforeEach(() => {
  seen = [];
  next = { status: 200, text: '{"status":"ok"}' };
});

it('answers what the contract says', async () => {
  const answer = await api.call(referenceContract.health);
  expectTypeOf(answer).toEqualTypeOf<{ status: 'ok' }>();
  expect(answer).toEqual({ status: 'ok' });
});

it('fills path and query and leaves out what is not given', async () => {
  const route = internetContract.getUsage;
  await api.call(route, { token: 't', params: { serviceId: 'a/b' }, query: { period: 'x&y' } });
  await api.call(route, { token: 't', params: { serviceId: 'a' }, query: { period: undefined } });
  expect(seen.map(({ line }) => line)).toEqual([
    'GET /v1/internet/a%2Fb/usage?period=x%26y',
    'GET /v1/internet/a/usage',
  ]);
  expect(seen[0]?.headers.authorization).toBe('Bearer t');
});

it('writes JSON, forms and text as the route takes them', async () => {
  await api.call(sessionsContract.signIn, { body: { email: 'a@b.ca', password: 'é' } });
  await api.call(sessionsContract.operatorToken, { body: { grant_type: 'a b' } });
  await api.call(usageIntakeContract.receiveUsage, { token: 't', body: [] });
  await api.call(usageIntakeContract.receiveUsage, {
    token: 't',
    body: '{}\n{}',
    headers: { 'content-type': 'application/x-ndjson' },
  });
  expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
    ['application/json', '{"email":"a@b.ca","password":"é"}'],
    ['application/x-www-form-urlencoded', 'grant_type=a+b'],
    ['application/json', '[]'],
    ['application/x-ndjson', '{}\n{}'],
  ]);
});

it('asks for the media type it is told, and reads it as what it is', async () => {
  const request = { token: 't', params: { serviceId: 'a' } };
  const object = await api.call(internetContract.listUsagePeriods, request);
  expectTypeOf(object.items).toBeArray();
  expect(object).toEqual({ status: 'ok' });
  next = { status: 200, text: 'Day\r\n' };
  const text = await api.call(internetContract.listUsagePeriods, { ...request, accept: csvType });
  expectTypeOf(text).toEqualTypeOf<string>();
  expect(text).toBe('Day\r\n');
  expect(seen.map(({ headers }) => headers.accept)).toEqual([
    'application/json, application/problem+json',
    'text/csv; charset=utf-8, application/problem+json',
  ]);
});

it('gives nothing where the route answers nothing', async () => {
  next = { status: 204, text: '' };
  const request = { token: 't', params: { sessionId: 'current' } } as const;
  await expect(api.call(sessionsContract.endSession, request)).resolves.toBeUndefined();
});

it.each([
  ['a problem', '{"code":"no-catalog","requestId":"r"}', 'no-catalog'],
  ['an answer of the gateway itself', '{"message":"Not Found"}', undefined],
  ['a page of a proxy', '<html>', undefined],
])('throws on %s, with what was said', async (_what, text, code) => {
  next = { status: 422, text };
  const fault: unknown = await api.call(referenceContract.health).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ApiProblem);
  expect(fault).toMatchObject({ status: 422, code });
});

it('takes no request that the contract refuses', () => {
  const wrong = () => [
    // @ts-expect-error -- a route for customers needs a token
    api.call(internetContract.getUsage, { params: { serviceId: 'a' } }),
    // @ts-expect-error -- and its parameters
    api.call(internetContract.getUsage, { token: 't' }),
    // @ts-expect-error -- a media type the route does not have
    api.call(internetContract.getUsage, { token: 't', params: { serviceId: 'a' }, accept: 'a/b' }),
    // @ts-expect-error -- a misspelt field
    api.call(sessionsContract.operatorToken, { body: { grant: 'a' } }),
  ];
  expect(wrong).toBeTypeOf('function');
});
