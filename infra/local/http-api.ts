/** The HTTP API in front of the functions: what it answers itself, and what it hands on. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { corsHeaders, isPreflight, preflightHeaders, type Cors } from './cors.ts';
import { EventTooLarge, FunctionError, Throttled } from './function-error.ts';
import { answerOf, type Answer } from './http-answer.ts';
import { eventOf } from './http-event.ts';
import type { Lambda } from './lambda.ts';
import { answer, listen, readBody, type Listener } from './loopback.ts';
import { makeRouter, type Route } from './routes.ts';

export type Api = { id: string; cors: Cors | undefined; routes: readonly Route[]; lambda: Lambda };

const bodyLimit = 10 * 1024 * 1024;
/** Request line and headers together. */
const headerLimit = 10_240;

type Handler = (request: IncomingMessage, requestId: string) => Promise<Answer>;

/** Listens at once, so that a port in use shows before anything else is started. */
export async function openHttpApi(port: number): Promise<Listener & { serve(api: Api): void }> {
  let handle: Handler = () => Promise.resolve(refusals.unavailable);
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const requestId = randomUUID();
    const result = await handle(request, requestId).catch(() => refusals.failed);
    send(response, result, { 'apigw-requestid': requestId });
  };
  const listener = await listen((request, response) => void onRequest(request, response), {
    port,
    maxHeaderSize: headerLimit,
  });
  return {
    ...listener,
    serve(api) {
      handle = withCors(api.cors, answering(api));
    },
  };
}

/** With CORS configured, the gateway's word replaces whatever the function says about it. */
const withCors =
  (cors: Cors | undefined, handle: Handler): Handler =>
  async (request, requestId) => {
    if (cors === undefined) return handle(request, requestId);
    const { origin } = request.headers;
    if (isPreflight(request.method, request.headers))
      return { status: 204, headers: preflightHeaders(cors, origin), body: '' };
    const { status, headers, body } = await handle(request, requestId);
    const kept = Object.entries(headers).filter(([name]) => !name.startsWith('access-control-'));
    return { status, headers: { ...Object.fromEntries(kept), ...corsHeaders(cors, origin) }, body };
  };

function answering({ id, routes, lambda }: Api): Handler {
  const match = makeRouter(routes);
  return async (request, requestId) => {
    const at = new Date();
    const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
    const path = decode(rawPath);
    if (path === undefined) return refusals.badRequest;
    const found = match(request.method ?? '', rawPath);
    if (found === undefined) return refusals.notFound;
    const body = await readBody(request, bodyLimit);
    if (body === undefined) return refusals.tooLarge;
    const received = { requestId, at, path, query: rest.join('?'), body };
    const event = eventOf(request, received, found, id);
    const { functionName, timeoutMs } = found.route;
    try {
      const json = await inTime(lambda.invoke(functionName, event), timeoutMs);
      if (json === undefined) return refusals.unavailable;
      return answerOf(json) ?? refusals.failed;
    } catch (error) {
      if (error instanceof EventTooLarge) return refusals.tooLarge;
      if (error instanceof Throttled) return refusals.unavailable;
      if (error instanceof FunctionError) return refusals.failed;
      throw error;
    }
  };
}

/** `undefined` when a `%` is not an escape of UTF-8. */
function decode(path: string) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** `undefined` when the integration's time is over; the function goes on, as it does on AWS. */
async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([work, timeout]).finally(() => {
    clearTimeout(timer);
  });
}

const refusal = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

const refusals = {
  badRequest: refusal(400, 'Bad Request'),
  notFound: refusal(404, 'Not Found'),
  tooLarge: refusal(413, 'Request Entity Too Large'),
  failed: refusal(500, 'Internal Server Error'),
  unavailable: refusal(503, 'Service Unavailable'),
};

function send(response: ServerResponse, result: Answer, common: Record<string, string>) {
  const { status, headers, body } = result;
  try {
    answer(response, status, { ...headers, ...common }, body);
  } catch {
    // A header that HTTP does not allow, from the function.
    const { status, headers, body } = refusals.failed;
    answer(response, status, { ...headers, ...common }, body);
  }
}
