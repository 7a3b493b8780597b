/** The refusals of a route, by status: its own and those that every route like it may answer. */
import { answerTypesOf, type Route } from '../../shared/http/contract.ts';
import { problems, type ProblemCode } from '../../shared/http/problem.ts';
import type { Json } from './schemas.ts';

export const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457. A problem may carry more: what its `detail` names.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do next' },
    code: { type: 'string', description: 'The reason, for programs' },
    requestId: { type: 'string', description: 'Tell support this' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
};

/** The gateway refuses too many requests before they reach us, and words it in its own way. */
export const throttledSchema: Json = {
  type: 'object',
  properties: { message: { type: 'string' } },
  required: ['message'],
  examples: [{ message: 'Too Many Requests' }],
};

/** The data that goes with a code, where there is some. */
const exampleData: Readonly<Record<string, Json>> = {
  'malformed-request': { why: 'not-json' },
  'invalid-request': { issues: [{ path: 'body.email', expected: 'Invalid string' }] },
  'step-up-required': { maxAge: 300 },
  'missing-scope': { scope: 'usage:write' },
  'missing-permission': { permission: 'changeServices' },
  'invalid-client': { error: 'invalid_client' },
  'payload-too-large': { maxBytes: 65_536 },
  'unsupported-media-type': { supported: ['application/json'] },
  'password-refused': { reasons: ['too-short', 'contains-your-data'] },
  'channels-not-selectable': {
    channels: [{ channelId: 'tva-montreal', name: 'TVA Montréal', why: 'basic' }],
  },
  'channels-kept-until': {
    channels: [{ channelId: 'tsn1', name: 'TSN1', keptUntil: '2026-12-23' }],
    on: '2026-12-23',
  },
  'too-many-channels': {
    regular: { included: 10, used: 11 },
    premium: { included: 0, used: 0 },
  },
  'no-changes-left': { most: 3, on: '2026-12-09' },
  'not-offered': { id: 'tsn1', why: 'discontinued', on: '2027-01-01' },
  'already-had': { id: 'tsn1', by: { kind: 'package', packageId: 'sports' } },
  'package-needed': { id: 'starz', packages: ['crave'] },
  'package-excluded': { id: 'rival', packages: ['films'] },
  'minimum-stay': { id: 'sports', until: '2026-12-23' },
  'comes-with-plan': { id: 'base', planId: 'mon-mix-10' },
  'still-needed': { id: 'crave', by: ['starz'] },
  'too-many-delegates': { most: 5 },
  'too-many-passkeys': { most: 10 },
  'notice-too-short': {
    changes: [{ kind: 'price-up', id: 'super-ecran', effectiveFrom: '2026-12-01' }],
    earliest: '2026-12-26',
    noticeDays: 30,
  },
  'channels-without-place': {
    channels: [{ channelId: 'lcn', name: 'LCN', mayGoFrom: '2026-12-20' }],
    possibleFrom: '2026-12-20',
  },
  'not-with-this-plan': {
    remove: [{ type: 'package', id: 'sports', name: 'Sports', why: 'excluded' }],
  },
};

/** Examples that the responses refer to: one for each code. */
export const problemExamples: Json = Object.fromEntries(
  Object.entries(problems).map(([code, { status, title, detail }]) => [
    code,
    {
      summary: title,
      value: {
        type: `urn:guichet:problem:${code}`,
        title,
        status,
        detail,
        code,
        requestId: 'JKJaXmPLvHcESHA=',
        ...exampleData[code],
      },
    },
  ]),
);

export function problemResponses(route: Route): Json {
  const codes = problemsOf(route);
  const statuses = new Set<number>(codes.map((code) => problems[code].status));
  statuses.add(throttledStatus);
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      response(
        status,
        codes.filter((code) => problems[code].status === status),
      ),
    ]),
  );
}

const throttledStatus: number = problems['too-many-attempts'].status;
const busyStatus: number = problems['temporarily-unavailable'].status;

/** Unknown query parameters are refused everywhere, so every route may find a request wanting. */
export function problemsOf(route: Route): ProblemCode[] {
  const implied: ProblemCode[] = ['malformed-request', 'invalid-request'];
  if (route.audience !== 'public') implied.push('unauthenticated', 'wrong-audience');
  if (route.audience === 'operator') implied.push('missing-scope');
  if (route.audience === 'customer') implied.push(...problemsOfCustomers(route));
  if (route.body !== undefined) implied.push('payload-too-large', 'unsupported-media-type');
  if (answerTypesOf(route).length > 1) implied.push('not-acceptable');
  implied.push('internal-error', 'temporarily-unavailable');
  return [...new Set([...implied, ...route.problems])];
}

/** What the common steps refuse before the operation is asked. */
function problemsOfCustomers(route: Extract<Route, { audience: 'customer' }>): ProblemCode[] {
  const matters = route.method !== 'GET' || route.stepUp === true;
  return [
    ...(matters && !route.afterEnd ? (['session-ended'] as const) : []),
    ...(route.concerns === 'person' ? [] : (['access-removed'] as const)),
    ...(route.permission === undefined ? [] : (['missing-permission'] as const)),
    ...(route.holderOnly ? (['holder-only'] as const) : []),
    ...(route.changesService ? (['business-read-only'] as const) : []),
    ...(route.stepUp ? (['step-up-required'] as const) : []),
  ];
}

function response(status: number, codes: readonly ProblemCode[]): Json {
  const throttled = status === throttledStatus;
  const titles: string[] = codes.map((code) => problems[code].title);
  if (throttled) titles.push('More requests than the gateway lets through');
  return {
    description: titles.join('; '),
    ...(throttled || status === busyStatus
      ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
      : {}),
    content: {
      ...(codes.length > 0 ? { 'application/problem+json': problemContent(codes) } : {}),
      ...(throttled
        ? { 'application/json': { schema: { $ref: '#/components/schemas/Throttled' } } }
        : {}),
    },
  };
}

const problemContent = (codes: readonly ProblemCode[]): Json => ({
  schema: {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { code: { enum: codes } } },
    ],
  },
  examples: Object.fromEntries(
    codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
  ),
});
