/** A feature's Lambda handler: its contract and operations behind the common steps. */
import middy, { type MiddlewareObj, type Request } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import type { JSONWebKeySet } from 'jose';
import * as z from 'zod/mini';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { faultFields, log } from '../log.ts';
import { isTransient } from '../table/transient.ts';
import { notModified, problemAnswer, successAnswer } from './answer.ts';
import { authorize, type Authority } from './authorize.ts';
import { httpConfig } from './config.ts';
import { isKnown } from './etag.ts';
import { isJsonAnswer, routeKey, type Contract, type Route } from './contract.ts';
import {
  RequestRefused,
  type Input,
  type Operation,
  type OperationsOf,
  type Refusal,
} from './operation.ts';
import { parseRequest } from './parse-request.ts';
import type { ReadStanding } from './standing.store.ts';
import { tokenVerifier } from './verify-token.ts';

export type FeatureSettings = Authority & {
  /** Check every answer against the contract: in tests and locally, not in production. */
  validateAnswers: boolean;
};

export type FeatureHandler = (
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'awsRequestId'>,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** The settings every feature takes from its environment; `standing` where customers call. */
export function featureSettings(standing: ReadStanding = nobodyStands): FeatureSettings {
  const config = readConfig(httpConfig);
  const keys = JSON.parse(config.VERIFICATION_KEYS) as JSONWebKeySet;
  const clock = systemClock;
  return {
    verifyToken: tokenVerifier({ issuer: config.ISSUER, keys, clock }),
    standing,
    now: clock.now,
    validateAnswers: config.VALIDATE_ANSWERS === '1',
  };
}

/** For features without customer routes: whoever comes to one is refused. */
export const nobodyStands: ReadStanding = () => Promise.resolve({ state: 'ended' });

type Internal = { code?: string; startedAt?: number };
type Step = MiddlewareObj<
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Error,
  Context,
  Internal
>;
type StepRequest = Request<
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Error,
  Context,
  Internal
>;

export function feature<const C extends Contract>(
  contract: C,
  operations: OperationsOf<C>,
  settings: FeatureSettings,
): FeatureHandler {
  const byKey = new Map<string, Operation<Route>>();
  for (const name of Object.keys(contract)) {
    // An operation accepts what its own route parses; the table forgets which one, the steps do not.
    const one = operations[name] as unknown as Operation<Route>;
    byKey.set(routeKey(one.route), one);
  }

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(logRequest())
    .use(answerProblems())
    .handler(async (event): Promise<APIGatewayProxyStructuredResultV2> => {
      const called = byKey.get(event.routeKey);
      if (called === undefined) throw new RequestRefused({ reason: 'not-found' });
      const { route, run } = called;
      const caller = await authorize(route, event.headers['authorization'], settings);
      const request = parseRequest(event, route);
      const outcome = await run({ ...request, caller } as Input<Route>);
      if (!outcome.ok) throw new RequestRefused(outcome.refusal);
      const { answerType } = request;
      if (settings.validateAnswers) checkAnswer(route, answerType, outcome.value);
      const isHad =
        route.conditional && isKnown(outcome.headers?.['etag'], event.headers['if-none-match']);
      return isHad ? notModified(route, outcome) : successAnswer(route, answerType, outcome);
    }) as unknown as FeatureHandler;
}

/** One line per request: what was called, how it ended, how long it took. */
function logRequest(): Step {
  const write = ({ event, response, internal }: StepRequest) => {
    log.info('request', {
      requestId: event.requestContext.requestId,
      route: event.routeKey,
      status: Number(response?.statusCode),
      code: internal.code,
      ms: Math.round(performance.now() - (internal.startedAt ?? NaN)),
    });
  };
  return {
    before: ({ internal }) => {
      internal.startedAt = performance.now();
    },
    after: write,
    onError: write,
  };
}

/** Refusals become their problem; an overloaded table asks for patience; the rest is our fault. */
function answerProblems(): Step {
  return {
    onError: (request) => {
      const { error, event, internal } = request;
      const requestId = event.requestContext.requestId;
      const refusal = refusalOf(error);
      if (refusal.reason === 'internal-error')
        log.error('fault', { requestId, ...faultFields(error) });
      internal.code = refusal.reason;
      request.response = problemAnswer(refusal, requestId);
    },
  };
}

function refusalOf(fault: unknown): Refusal {
  if (fault instanceof RequestRefused) return fault.refusal;
  if (isTransient(fault)) return { reason: 'temporarily-unavailable', retryAfter: 2 };
  return { reason: 'internal-error' };
}

function checkAnswer(route: Route, type: string, value: unknown) {
  if (route.answer === undefined) return;
  if (!isJsonAnswer(route, type)) {
    if (typeof value === 'string' || Buffer.isBuffer(value)) return;
    throw new Error(`The answer of ${routeKey(route)} is no ${type}`);
  }
  const parsed = z.safeParse(route.answer, JSON.parse(JSON.stringify(value)));
  if (!parsed.success) {
    const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`The answer of ${routeKey(route)} breaks its contract at: ${paths}`);
  }
}
