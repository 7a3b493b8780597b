import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Running } from './fixture/stack.ts';

let stack: Running;
beforeAll(async () => {
  stack = await startFixture();
});
afterAll(() => stack.close());

type Echo = {
  event: Record<string, unknown> & {
    headers: Record<string, string>;
    requestContext: { requestId: string; http: { sourceIp: string } };
  };
  served: number;
  pid: number;
  environment: Record<string, string>;
};
const echo = async (path: string, init?: RequestInit) =>
  (await (await stack.fetch(path, init)).json()) as Echo;

describe('an event', () => {
  it('has the decoded path, the raw query, cookies apart and repeated names joined', async () => {
    const { event } = await echo('/echo/caf%C3%A9?a=1&a=2&b=%20x', {
      headers: { cookie: 'one=1; two=2', 'x-thing': 'yes' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{name}',
      rawPath: '/echo/café',
      rawQueryString: 'a=1&a=2&b=%20x',
      queryStringParameters: { a: '1,2', b: ' x' },
      pathParameters: { name: 'café' },
      cookies: ['one=1', 'two=2'],
      isBase64Encoded: false,
      requestContext: { http: { method: 'GET', path: '/echo/café' }, stage: '$default' },
    });
    expect(event.headers).toMatchObject({ 'x-thing': 'yes' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
  });

  it('keeps what the client said of its address apart from where it came from', async () => {
    const { event } = await echo('/echo/x', {
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http' },
    });
    expect(event.headers['x-forwarded-for']).toBe('203.0.113.9, 127.0.0.1');
    expect(event.headers['x-forwarded-proto']).toBe('https');
    expect(event.requestContext.http.sourceIp).toBe('127.0.0.1');
  });

  it.each([
    ['application/json', '{"a":1}', false],
    ['text/csv; charset=utf-8', 'a,b', false],
    ['application/problem+json', '{}', false],
    ['application/xml', '<a/>', false],
    ['application/octet-stream', 'raw', true],
    ['application/x-ipdr', '<a/>', true],
  ])('carries a body of %s', async (type, body, isBase64Encoded) => {
    const { event } = await echo('/echo/x', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const sent = isBase64Encoded ? Buffer.from(body).toString('base64') : body;
    expect(event).toMatchObject({ body: sent, isBase64Encoded });
  });
});

describe('a function', () => {
  it('is served by the same process again, with its environment and checked answers', async () => {
    const first = await echo('/echo/x');
    const second = await echo('/echo/x');
    expect(second).toMatchObject({ pid: first.pid, served: first.served + 1 });
    const { environment } = second;
    expect(environment).toMatchObject({
      TABLE_NAME: stack.tableName,
      VALIDATE_ANSWERS: '1',
      AWS_REGION: 'ca-central-1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    });
    expect(JSON.parse(environment['KEYS'] ?? '')).toMatchObject({ keys: [{ alg: 'ES256' }] });
    expect(environment).not.toHaveProperty('HOME');
  });

  it('gets a process of its own for each request at a time, up to the limit', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((x) => echo(`/echo/${x}`)),
    );
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(4);
    expect(answers.map(({ event }) => event['rawPath'])).toContain('/echo/f');
  });

  it.each([
    ['throws', '/misbehave/throw'],
    ['ends its process', '/misbehave/exit'],
    ['runs out of time', '/misbehave/hang'],
    ['answers nonsense', '/misbehave/nonsense'],
    ['answers a body that is no text', '/misbehave/number-body'],
    ['cannot start', '/unstartable'],
  ])('that %s is answered for with 500', async (_, path) => {
    const response = await stack.fetch(path);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
    expect((await stack.fetch('/misbehave/plainly')).status).toBe(200);
  });

  it('that exceeds the integration time is answered for with 503', async () => {
    const response = await stack.fetch('/late/hang');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });

  it('is not started beyond the concurrency reserved for it', async () => {
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await stack.fetch('/busy/hang')).status),
    );
    expect(statuses.sort()).toEqual([500, 503, 503]);
  });

  it.each([
    ['/misbehave/plainly', 200, 'application/json', 'plain'],
    ['/misbehave/binary', 200, 'text/plain;charset=UTF-8', '\0\x01\xff'],
  ])('answers %s', async (path, status, type, body) => {
    const response = await stack.fetch(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toBe(body);
  });

  it('sets cookies one by one', async () => {
    const response = await stack.fetch('/misbehave/cookies');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('the gateway itself', () => {
  it.each([
    ['an unknown path', 'GET', '/nowhere', 404, 'Not Found'],
    ['another method', 'POST', '/misbehave/x', 404, 'Not Found'],
    ['HEAD where only GET is', 'HEAD', '/misbehave/x', 404, undefined],
    ['a broken escape', 'GET', '/echo/%zz', 400, 'Bad Request'],
    ['bytes that are no UTF-8', 'GET', '/echo/%ff', 400, 'Bad Request'],
  ])('refuses %s', async (_, method, path, status, message) => {
    const response = await request(method, path);
    expect(response.status).toBe(status);
    if (message !== undefined) expect(JSON.parse(response.body)).toEqual({ message });
  });

  it('refuses a body above 10 MB', async () => {
    const response = await stack.fetch('/echo/x', {
      method: 'POST',
      body: 'x'.repeat(10 * 1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });

  it('answers preflights of the portal and leaves strangers without a word', async () => {
    const preflight = (origin: string) =>
      stack.fetch('/echo/x', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    const portal = await preflight('https://portal.example');
    expect(portal.status).toBe(204);
    expect(portal.headers.get('access-control-allow-origin')).toBe('https://portal.example');
    const stranger = await preflight('https://stranger.example');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('replaces what a function says about CORS', async () => {
    const withOrigin = await stack.fetch('/echo/x', {
      headers: { origin: 'https://portal.example' },
    });
    expect(withOrigin.headers.get('access-control-allow-origin')).toBe('https://portal.example');
    const without = await stack.fetch('/echo/x');
    expect(without.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('names the request as its event does', async () => {
    const response = await stack.fetch('/echo/x');
    const { event } = (await response.json()) as Echo;
    expect(response.headers.get('apigw-requestid')).toBe(event.requestContext.requestId);
  });
});

/** As it is written, where `fetch` would put a path right or a method away. */
const request = (method: string, path: string) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    http
      .request(stack.apiUrl, { method, path }, (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
          });
      })
      .on('error', reject)
      .end();
  });
