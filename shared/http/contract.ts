/**
 * The route table type. A feature's `contract.ts` is plain data of this shape, and everything that
 * must agree about a route is made from it: the gateway's routes, dispatch, authorization, parsing,
 * the OpenAPI document, the typed client and the tests' matrices.
 */
import type * as z from 'zod/mini';
import type { ProblemCode, SuccessKind } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an operator client may be allowed to do. */
export const scopes = {
  'accounts:write': 'Create and update accounts and their services',
  'activity:read': 'Read who did what on an account',
  'catalog:write': 'Publish the catalog of plans, channels, packages and add-ons',
  'usage:write': 'Send usage records and read what became of them',
  'usage:read': 'Read usage totals for billing',
  'purchases:write': 'Send TV purchases and learn what became of each',
  'jobs:run': 'Start scheduled jobs on demand and follow their runs',
  'orders:read': 'See what customers have ordered and is not done yet',
  'orders:write': 'Tell what became of an order',
  'clients:admin': 'Create, change and revoke operator clients',
  'incidents:write': 'Keep the register of confidentiality incidents',
} as const;
export type Scope = keyof typeof scopes;

export const isScope = (scope: string): scope is Scope => Object.hasOwn(scopes, scope);

/** What a delegate may be allowed to do on an account; the holder holds all of them. */
export const permissions = [
  'viewBills',
  'payBills',
  'viewUsage',
  'viewCalls',
  'changeServices',
  'manageEmailAddresses',
] as const;
export type Permission = (typeof permissions)[number];

/** The holder is billed and manages delegates; a delegate does what the permissions say. */
export const roles = ['holder', 'delegate'] as const;
export type Role = (typeof roles)[number];

/** Who may call a route, and what they must hold. */
export type Access =
  | { audience: 'public' }
  | ({ audience: 'customer' } & CustomerAccess)
  | { audience: 'operator'; scope: Scope };

/**
 * Reading is allowed by the token alone, for its life; a change (every method but GET), what needs a
 * step-up, and whatever a delegate does, is allowed by what is stored now.
 */
export type CustomerAccess = {
  /** `person`: one's own profile and sessions, whatever becomes of the account. Else the account. */
  concerns?: 'person';
  permission?: Permission;
  /** Not for delegates, whatever their permissions. */
  holderOnly?: true;
  /** Only within minutes of POST /v1/sessions/step-up. */
  stepUp?: true;
  /** Changes a service: refused on the kinds of account that only see theirs. */
  changesService?: true;
  /** Answers also a session that has ended: signing out twice is signed out. */
  afterEnd?: true;
};

/** How a request body arrives. `maxBytes` is counted on the decoded body, before it is parsed. */
export type BodyFormat =
  | { type: 'json'; maxBytes?: number }
  | { type: 'form'; maxBytes?: number }
  /** Handed to the operation as text; it parses by `mediaType` itself (large record batches). */
  | {
      type: 'text';
      mediaTypes: readonly string[];
      maxBytes?: number;
      /** Takes gzip too (Content-Encoding), of at most so many bytes unpacked. */
      maxUnpackedBytes?: number;
    };

export type Schema = z.ZodMiniType;
export type ObjectSchema = z.ZodMiniObject;

export type Route = Access & {
  method: Method;
  /** Gateway syntax: `/v1/internet/{serviceId}/usage`. */
  path: string;
  summary: string;
  description: string;
  /** Every `{name}` of the path. */
  params?: ObjectSchema;
  query?: ObjectSchema;
  body?: Schema;
  bodyFormat?: BodyFormat;
  /** Request headers the operation reads, for the document: name → what it does. */
  headers?: Readonly<Record<string, string>>;
  success: SuccessKind;
  answer?: Schema;
  /** Another success the route may give with the same body (an update where `success` creates). */
  alsoSuccess?: SuccessKind;
  /** The refusals of this route, beyond those its audience, body and params imply. */
  problems: readonly ProblemCode[];
  /**
   * Media type of the answer where it is not JSON. Of several, the request's Accept chooses; the
   * first is for who does not say. Where JSON is one of them, the others are text or bytes.
   */
  answerType?: string | readonly [string, string, ...string[]];
  /** Answers 304 without a body when If-None-Match names the ETag of what it would answer. */
  conditional?: true;
  /** `credentials` routes get a tighter throttle on the stage. */
  throttle?: 'credentials';
  /** Examples for the document, checked against the schemas by a test. */
  examples?: {
    request?: unknown;
    /** Of the request in media types that are no rewriting of JSON, by type. */
    requestTypes?: Readonly<Record<string, string>>;
    answer?: unknown;
    /** Of the answer in other media types than JSON, by type. */
    otherTypes?: Readonly<Record<string, string>>;
  };
};

export type Contract = Readonly<Record<string, Route>>;

const json = 'application/json';

/** The media types a route may answer in, the preferred one first. */
export function answerTypesOf({ answerType = json }: Route): readonly [string, ...string[]] {
  return typeof answerType === 'string' ? [answerType] : answerType;
}

/** The same, for the compiler. */
export type AnswerTypeOf<R extends Route> = R extends { answerType: readonly (infer T)[] }
  ? T
  : R extends { answerType: infer T extends string }
    ? T
    : typeof json;

/** Whether an answer of this type is the JSON that `answer` describes. */
export const isJsonAnswer = (route: Route, type: string) =>
  route.answer !== undefined && type === json;

/** `POST /v1/sessions`: what the gateway calls a route, and what it hands back on each event. */
export const routeKey = (route: Pick<Route, 'method' | 'path'>) => `${route.method} ${route.path}`;

/** Keeps the literal types of a route table while checking its shape. */
export const defineContract = <const C extends Contract>(contract: C): C => contract;
