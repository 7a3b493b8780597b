/** Turns what an operation said into the gateway's answer. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { answerTypesOf, type Route } from './contract.ts';
import type { Answer, Refusal } from './operation.ts';
import { problems, successStatus } from './problem.ts';

/** On every answer; an operation may override them (a cacheable key set, a page's own policy). */
const standardHeaders = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

export function successAnswer(
  route: Route,
  type: string,
  answer: Answer<Route>,
): APIGatewayProxyStructuredResultV2 {
  const { value } = answer;
  const bytes = Buffer.isBuffer(value);
  return {
    statusCode: successStatus[answer.as ?? route.success],
    headers: {
      ...standardHeaders,
      ...(value === undefined ? {} : { 'content-type': type }),
      ...(answerTypesOf(route).length > 1 ? { vary: 'accept' } : {}),
      ...answer.headers,
    },
    ...(answer.cookies === undefined ? {} : { cookies: [...answer.cookies] }),
    ...(value === undefined ? {} : { body: bytes ? value.toString('base64') : textOf(value) }),
    isBase64Encoded: bytes,
  };
}

/** To who has the same answer already: its headers, and nothing else. */
export const notModified = (route: Route, answer: Answer<Route>) => ({
  ...successAnswer(route, '', { ...answer, value: undefined, as: 'not-modified' }),
});

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** RFC 9457, with our `code`, the refusal's own data and the request id to quote to support. */
export function problemAnswer(
  refusal: Refusal,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const { reason, retryAfter, ...data } = refusal;
  const { status, title, detail } = problems[reason];
  return {
    statusCode: status,
    headers: {
      ...standardHeaders,
      'content-type': 'application/problem+json',
      ...(reason === 'not-acceptable' ? { vary: 'accept' } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(status === problems.unauthenticated.status
        ? { 'www-authenticate': challengeOf(refusal) }
        : {}),
    },
    body: JSON.stringify({
      type: `urn:guichet:problem:${reason}`,
      title,
      status,
      detail,
      code: reason,
      requestId,
      ...data,
    }),
  };
}

/** What would be accepted; for a step-up in the words of RFC 9470. */
function challengeOf({ reason, maxAge }: Refusal): string {
  if (reason === 'invalid-client') return 'Basic realm="guichet"';
  if (reason !== 'step-up-required') return 'Bearer';
  return `Bearer error="insufficient_user_authentication", max_age=${String(maxAge)}`;
}
