/** Path, query, headers and body of an event, checked once against the route's schemas. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

import { chosenType } from './accept.ts';
import { answerTypesOf, type Route, type Schema } from './contract.ts';
import type { Language } from './fields.ts';
import { RequestRefused } from './operation.ts';
import type { OAuthError } from './problem.ts';
import { parseForm, readBody } from './read-body.ts';

z.config(en());

/** More issues than anybody corrects in one go; a hostile body must not make a huge answer. */
const maxIssues = 20;

export function parseRequest(event: APIGatewayProxyEventV2, route: Route) {
  const answerType = acceptedType(event, route);
  const body = route.body === undefined ? undefined : readBody(event, route);
  return {
    params: check(route.params, event.pathParameters ?? {}, 'path'),
    query: check(route.query ?? noParameters, parseForm(event.rawQueryString), 'query'),
    body: bodyOf(route, body),
    language: preferredLanguage(event.headers['accept-language']),
    answerType,
    headers: event.headers,
    cookies: Object.fromEntries((event.cookies ?? []).map(cookiePair)),
    sourceIp: event.requestContext.http.sourceIp,
  };
}

/** A route with one type has nothing to choose from: it answers in that, as most of the web does. */
function acceptedType({ headers }: APIGatewayProxyEventV2, route: Route): string {
  const available = answerTypesOf(route);
  if (available.length === 1) return available[0];
  const type = chosenType(headers['accept'], available);
  if (type === undefined) throw new RequestRefused({ reason: 'not-acceptable', available });
  return type;
}

const noParameters = z.strictObject({});

function check(schema: Schema | undefined, value: unknown, part: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .flatMap((issue) => told(issue))
    .slice(0, maxIssues)
    .map(({ path, message }) => ({ path: [part, ...path].join('.'), expected: message }));
  throw new RequestRefused({ reason: 'invalid-request', issues });
}

/** Forms are OAuth's here: its clients read the refusal from `error`. */
function bodyOf(route: Route, body: unknown): unknown {
  if (route.bodyFormat?.type === 'text') return body;
  try {
    return check(route.body, body, 'body');
  } catch (fault) {
    if (route.bodyFormat?.type !== 'form' || !(fault instanceof RequestRefused)) throw fault;
    const error: OAuthError = 'invalid_request';
    throw new RequestRefused({ ...fault.refusal, error });
  }
}

type Told = { path: PropertyKey[]; message: string };

/** Of several forms, what the one lacks that was most likely meant: without foreign fields, nearest. */
function told(issue: z.core.$ZodIssue): Told[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const foreign = (branch: readonly z.core.$ZodIssue[]) =>
    branch.filter(({ code }) => code === 'unrecognized_keys').length;
  const [nearest = []] = issue.errors.toSorted(
    (one, other) => foreign(one) - foreign(other) || one.length - other.length,
  );
  return nearest.flatMap((inner) =>
    told(inner).map(({ path, message }) => ({ path: [...issue.path, ...path], message })),
  );
}

const cookiePair = (cookie: string): [string, string] => {
  const [name = '', value = ''] = cookie.split(/=(.*)/s, 2);
  return [name.trim(), value];
};

/** The first of our languages by weight; `fr` and `en` of any region count. */
export function preferredLanguage(header: string | undefined): Language | undefined {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const weight = parameters
      .map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1])
      .find(Boolean);
    return { tag, weight: weight === undefined ? 1 : Number(weight) };
  });
  const wanted = ranges
    .filter(({ tag, weight }) => weight > 0 && /^(fr|en)(-|$)/.test(tag))
    .sort((a, b) => b.weight - a.weight)[0];
  if (wanted === undefined) return undefined;
  return wanted.tag.startsWith('fr') ? 'fr-CA' : 'en-CA';
}
