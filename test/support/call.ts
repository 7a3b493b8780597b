/** Calls a feature's public handler with the events the gateway makes. */
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod/mini';
import { routeKey, type Route, type Schema } from '../../shared/http/contract.ts';
import type { FeatureHandler } from '../../shared/http/feature.ts';

export type Request = {
  params?: Record<string, string>;
  query?: string;
  /** An object is sent as JSON; text and bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  cookies?: string[];
  token?: string | undefined;
  sourceIp?: string;
};

/** Members of a problem that tests look at. */
type ProblemBody = { code?: string; issues?: { path: string; expected: string }[] };

export type Reply<R extends Route> = {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  /** As a client reads it: decoded, and unpacked. */
  text: string;
  /** As the contract types a success; a problem's members may be there instead. */
  body: (R['answer'] extends Schema ? z.output<R['answer']> : object) & ProblemBody;
};

export function eventFor(route: Route, request: Request = {}): APIGatewayProxyEventV2 {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(request.params?.[name] ?? ''),
  );
  const binary = request.body instanceof Uint8Array;
  const body =
    request.body === undefined
      ? undefined
      : typeof request.body === 'string'
        ? request.body
        : binary
          ? Buffer.from(request.body as Uint8Array).toString('base64')
          : JSON.stringify(request.body);
  return {
    version: '2.0',
    routeKey: routeKey(route),
    rawPath: path,
    rawQueryString: request.query ?? '',
    ...(request.cookies === undefined ? {} : { cookies: request.cookies }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
      ...request.headers,
    },
    ...(request.params === undefined ? {} : { pathParameters: request.params }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: route.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp ?? '192.0.2.1',
        userAgent: 'test',
      },
      requestId: 'test-request',
      routeKey: routeKey(route),
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: binary,
  };
}

export async function call<const R extends Route>(
  handler: FeatureHandler,
  route: R,
  request: Request = {},
): Promise<Reply<R>> {
  const result = await handler(eventFor(route, request), { awsRequestId: 'test-request' });
  const sent = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  const packed = result.headers?.['content-encoding'] === 'gzip';
  const text = (packed ? gunzipSync(sent) : sent).toString();
  const type = String(result.headers?.['content-type'] ?? '');
  return {
    status: result.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    cookies: result.cookies ?? [],
    text,
    body: (type.includes('json') && text !== '' ? JSON.parse(text) : {}) as Reply<R>['body'],
  };
}
