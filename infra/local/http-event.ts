/** A request as the event that an HTTP API hands to a function, payload format 2.0. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { IncomingMessage } from 'node:http';
import { accountId } from './physical.ts';
import type { Match } from './routes.ts';

export type Received = {
  requestId: string;
  at: Date;
  /** Decoded. */
  path: string;
  /** As sent, without its `?`. */
  query: string;
  body: Buffer;
};

export function eventOf(
  request: IncomingMessage,
  { requestId, at, path, query, body }: Received,
  { route, pathParameters }: Match,
  apiId: string,
): APIGatewayProxyEventV2 {
  const sourceIp = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
  const headers = headersOf(request, sourceIp, requestId, at);
  const isText = textTypes.test(headers['content-type'] ?? 'application/json');
  const domainName = headers['host'] ?? 'localhost';
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    ...(request.headers.cookie === undefined
      ? {}
      : { cookies: request.headers.cookie.split(/;\s*/) }),
    headers,
    ...(query === '' ? {} : { queryStringParameters: joined([...new URLSearchParams(query)]) }),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? domainName,
      http: {
        method: request.method ?? '',
        path,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.key,
      stage: '$default',
      time: commonLogTime(at),
      timeEpoch: at.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Bodies of other types, and so every binary one, arrive in base64. */
const textTypes = /^(text\/|application\/(.+\+)?(json|javascript|xml|x-www-form-urlencoded)\b)/i;

/** The client's X-Forwarded-For stands before the address we saw: nothing may trust what it begins with. */
function headersOf(request: IncomingMessage, sourceIp: string, requestId: string, at: Date) {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]?.toLowerCase() ?? '';
    if (!consumed.has(name)) pairs.push([name, request.rawHeaders[index + 1] ?? '']);
  }
  const sent = joined(pairs);
  const hex = requestId.replaceAll('-', '').slice(0, 24);
  const seconds = Math.floor(at.getTime() / 1000).toString(16);
  return {
    'content-length': '0',
    'x-amzn-trace-id': `Root=1-${seconds}-${hex}`,
    ...sent,
    'x-forwarded-for': [sent['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  } as Record<string, string>;
}

const consumed = new Set(['connection', 'cookie', 'keep-alive', 'transfer-encoding']);

/** What is sent several times under one name arrives once, joined by commas. */
function joined(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(at: Date) {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
