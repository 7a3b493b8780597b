/** The reference function as it is deployed: its bundle, with what the build laid next to it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { beforeAll, expect, it, vi } from 'vitest';
import { distFolder } from '../../infra/bundle.ts';
import { openApiDocument } from '../../infra/openapi.ts';

type Handler = (event: object, context: object) => Promise<APIGatewayProxyStructuredResultV2>;
let handler: Handler;

beforeAll(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.stubEnv('VALIDATE_ANSWERS', '1');
  ({ handler } = createRequire(import.meta.url)(join(distFolder, 'reference/index.cjs')) as {
    handler: Handler;
  });
});

const get = (route: string, pathParameters?: Record<string, string>) =>
  handler(
    {
      routeKey: `GET ${route}`,
      rawPath: route,
      rawQueryString: '',
      headers: {},
      pathParameters,
      requestContext: { requestId: 'request-1', http: { method: 'GET', sourceIp: '192.0.2.1' } },
      isBase64Encoded: false,
    },
    {},
  );

const text = ({ body = '', isBase64Encoded }: APIGatewayProxyStructuredResultV2) =>
  isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;

it('tells monitors that it answers', async () => {
  expect(await get('/v1/health')).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
});

it('serves the document that the contracts make', async () => {
  const answer = await get('/openapi.json');
  expect(JSON.parse(text(answer))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

it('serves a page that loads nothing from elsewhere and runs nothing inline', async () => {
  const page = await get('/docs');
  expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
  expect(page.headers?.['content-security-policy']).toMatch(/^default-src 'self';/);
  expect(page.headers?.['content-security-policy']).not.toMatch(/unsafe|https?:/);
  const html = text(page);
  expect(html).not.toMatch(/https?:|<style|style=|\son\w+=|<script(?![^>]* src=)/);
});

it('serves every file that the page asks for', async () => {
  const html = text(await get('/docs'));
  const files = [...html.matchAll(/"\/docs\/([^"]+)"/g)].map(([, file = '']) => file);
  expect(files).toHaveLength(4);
  for (const asset of files) {
    expect(await get('/docs/{asset}', { asset })).toMatchObject({ statusCode: 200 });
  }
});

it.each([
  ['text/css; charset=utf-8', 'swagger-ui.css'],
  ['text/javascript; charset=utf-8', 'swagger-ui-bundle.js'],
  ['image/png', 'favicon-32x32.png'],
])('says %s of %s', async (type, asset) => {
  const answer = await get('/docs/{asset}', { asset });
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'x-content-type-options': 'nosniff',
  });
});

it.each([
  ['a file that is not there', 'other.js', 404],
  ['a file beside the page', 'openapi.json', 404],
  ['the code', 'index.cjs', 404],
  ['a way out of the folder', '../index.cjs', 400],
  ['a way out of the folder in another spelling', '..%2findex.cjs', 400],
])('does not serve %s', async (_situation, asset, statusCode) => {
  expect(await get('/docs/{asset}', { asset })).toMatchObject({ statusCode });
});
