/** A typed client made from the contracts: what a route takes and answers is what its contract says. */
import type * as z from 'zod/mini';
import {
  answerTypesOf,
  isJsonAnswer,
  type AnswerTypeOf,
  type Route,
  type Schema,
} from './contract.ts';

export type BodyOf<R extends Route> = R extends { body: infer S extends Schema }
  ? z.input<S>
  : never;
/** Text in every type but JSON. */
export type AnswerOf<R extends Route, T extends AnswerTypeOf<R> = FirstTypeOf<R>> = R extends {
  answer: infer S extends Schema;
}
  ? T extends 'application/json'
    ? z.output<S>
    : string
  : R extends { answerType: string | readonly string[] }
    ? string
    : undefined;

type FirstTypeOf<R extends Route> = R extends { answerType: readonly [infer T, ...unknown[]] }
  ? Extract<T, AnswerTypeOf<R>>
  : AnswerTypeOf<R>;

type Given<R extends Route, K extends 'params' | 'query'> =
  R extends Record<K, infer S extends Schema> ? { [P in K]: z.input<S> } : unknown;

/** A query whose every part is optional may be left out as a whole. */
type Lenient<T> = T extends { query: infer Q } ? (object extends Q ? Partial<T> : T) : T;

/** Text bodies may also be handed in as text, with their Content-Type in `headers`. */
type GivenBody<R extends Route> = R extends { body: Schema }
  ? { body: BodyOf<R> | (R extends { bodyFormat: { type: 'text' } } ? string : never) }
  : unknown;

export type RequestOf<R extends Route, T extends string = AnswerTypeOf<R>> = Given<R, 'params'> &
  Lenient<Given<R, 'query'>> &
  GivenBody<R> &
  (R extends { audience: 'public' } ? { token?: string } : { token: string }) & {
    headers?: Readonly<Record<string, string>>;
    /** The media type to answer in; the route's first if absent. */
    accept?: T;
  };

type Loose = {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  token?: string;
  headers?: Readonly<Record<string, string>>;
  accept?: string;
};

/** The API refused or failed. `code` is the problem's; the gateway's own answers have none. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(call: string, status: number, body: Readonly<Record<string, unknown>>) {
    super(`${call} was answered ${status}: ${JSON.stringify(body)}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = typeof body['code'] === 'string' ? body['code'] : undefined;
    this.body = body;
  }
}

export type ApiClient = {
  /** Throws `ApiProblem` on every answer that is no success. */
  call: <const R extends Route, const T extends AnswerTypeOf<R> = FirstTypeOf<R>>(
    route: R,
    ...[request]: object extends RequestOf<R> ? [RequestOf<R, T>?] : [RequestOf<R, T>]
  ) => Promise<AnswerOf<R, T>>;
};

export function apiClient(baseUrl: string): ApiClient {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    async call<const R extends Route, const T extends AnswerTypeOf<R>>(
      route: R,
      request?: RequestOf<R, T>,
    ) {
      const { params, query, body, token, headers, accept }: Loose = request ?? {};
      const type = accept ?? answerTypesOf(route)[0];
      const url = base + pathOf(route.path, params) + searchOf(query);
      const answer = await fetch(url, {
        method: route.method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': contentType(route) }),
          accept: `${type}, application/problem+json`,
          ...headers,
        },
        ...(body === undefined ? {} : { body: written(route, body) }),
        // Nothing of this API takes longer than the gateway waits.
        signal: AbortSignal.timeout(35_000),
      });
      const text = await answer.text();
      if (!answer.ok) {
        throw new ApiProblem(`${route.method} ${url}`, answer.status, problemIn(text));
      }
      return read(route, type, text) as AnswerOf<R, T>;
    },
  };
}

function pathOf(template: string, params: Loose['params']): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params?.[name];
    if (value === undefined) throw new Error(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
}

function searchOf(query: Loose['query']): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given.toString()}`;
}

const contentType = (route: Route) =>
  route.bodyFormat?.type === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';

function written(route: Route, body: unknown): string {
  if (route.bodyFormat?.type === 'form') {
    return new URLSearchParams(body as Record<string, string>).toString();
  }
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function read(route: Route, type: string, text: string): unknown {
  if (route.answerType !== undefined && !isJsonAnswer(route, type)) return text;
  return text === '' ? undefined : JSON.parse(text);
}

function problemIn(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return { ...body };
  } catch {
    // A proxy's page, or nothing: told as it is.
  }
  return { message: text };
}
