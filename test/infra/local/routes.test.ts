import { expect, it } from 'vitest';
import { makeRouter } from '../../../infra/local/routes.ts';

const match = makeRouter(
  [
    'GET /v1/sessions/{sessionId}',
    'GET /v1/sessions/current',
    'ANY /v1/sessions/{sessionId}',
    'GET /v1/{rest+}',
    'POST /v1/a.b',
    '$default',
  ].map((key) => ({ key, functionName: 'f', timeoutMs: 1 })),
);

it.each([
  ['GET', '/v1/sessions/current', 'GET /v1/sessions/current', {}],
  ['GET', '/v1/sessions/7', 'GET /v1/sessions/{sessionId}', { sessionId: '7' }],
  ['PUT', '/v1/sessions/7', 'ANY /v1/sessions/{sessionId}', { sessionId: '7' }],
  ['GET', '/v1/sessions/a%2Fb', 'GET /v1/sessions/{sessionId}', { sessionId: 'a/b' }],
  ['GET', '/v1/x/y', 'GET /v1/{rest+}', { rest: 'x/y' }],
  ['GET', '/v1/sessions/7/', 'GET /v1/{rest+}', { rest: 'sessions/7/' }],
  ['POST', '/v1/a.b', 'POST /v1/a.b', {}],
  ['POST', '/v1/aXb', '$default', {}],
])('%s %s goes to %s', (method, path, key, pathParameters) => {
  const found = match(method, path);
  expect(found?.route.key).toBe(key);
  expect(found?.pathParameters).toEqual(pathParameters);
});

it('knows nothing where no route fits', () => {
  expect(makeRouter([])('GET', '/')).toBeUndefined();
});
