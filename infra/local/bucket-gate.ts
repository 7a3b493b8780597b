/**
 * Stands before the engine's S3: refuses what the caller's role does not grant, makes the faults
 * happen that a test asked for, keeps the versions that the engine does not know, and tells the
 * queues of the template of each new object.
 */
import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { callerOf } from './access-gate.ts';
import { callOf, type S3Call } from './bucket-access.ts';
import type { FaultKind, Faults } from './faults.ts';
import { answer, listen, type Listener } from './loopback.ts';
import type { Permissions } from './permissions.ts';
import { objectionToUrl, signerOf } from './presigned.ts';

export type BucketGate = {
  engine: string;
  permissions: Permissions;
  faults: Faults & { next(call: { caller: string; action: string }): FaultKind | undefined };
  /** Keeps what the object now is as a version, and gives its id. */
  created: (call: S3Call) => Promise<string | undefined>;
  /** Path of a version in the engine. */
  versionPath: (call: S3Call, versionId: string) => string;
};

export async function startBucketGate(gate: BucketGate): Promise<Listener> {
  const agent = new http.Agent({ keepAlive: true });
  const oneByOne = makeTurns();
  const listener = await listen((request, response) => {
    serve(request, response, gate, agent, oneByOne).catch(() => response.destroy());
  });
  return {
    ...listener,
    close: async () => {
      await listener.close();
      agent.destroy();
    },
  };
}

type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>;

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  gate: BucketGate,
  agent: http.Agent,
  oneByOne: Turns,
) {
  const call = callOf(request);
  if (call === undefined) {
    const what = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    sendError(response, 501, 'NotImplemented', `${what} with this query does not work here.`);
    return;
  }
  const refusal = refusalOf(request, call, gate);
  if (refusal !== undefined) {
    request.resume();
    sendError(response, refusal.status, refusal.code, refusal.message);
    return;
  }
  const fault = gate.faults.next({ caller: whoCalls(request, call), action: call.operation });
  if (fault === 'timeout') return;
  if (fault !== undefined && fault !== 'lost-answer') {
    request.resume();
    if (fault === 'throttle')
      sendError(response, 503, 'SlowDown', 'Please reduce your request rate.');
    else sendError(response, 500, 'InternalError', 'We encountered an internal error.');
    return;
  }
  const carryOut = () => forward(request, response, call, gate, agent, fault === 'lost-answer');
  // So that the version is what this call has put there.
  await (call.creates === undefined
    ? carryOut()
    : oneByOne(`${call.bucket}/${call.key}`, carryOut));
}

const whoCalls = (request: IncomingMessage, { query }: S3Call) =>
  callerOf(request) || signerOf(query);

function refusalOf(request: IncomingMessage, call: S3Call, gate: BucketGate) {
  const caller = whoCalls(request, call);
  const granted = gate.permissions(caller);
  if (granted !== undefined && call.query.has('X-Amz-Signature')) {
    const objection = objectionToUrl(request, call.query, new Date());
    if (objection !== undefined) return { status: 403, ...objection };
  }
  const denied = granted && call.needs.find(({ action, resource }) => !granted(action, resource));
  if (denied !== undefined)
    return {
      status: 403,
      code: 'AccessDenied',
      message: `User: ${caller} is not authorized to perform: ${denied.action} on resource: "${denied.resource}" because no identity-based policy allows the ${denied.action} action`,
    };
  if (request.method === 'PUT' && request.headers['content-length'] === undefined)
    return {
      status: 411,
      code: 'MissingContentLength',
      message: 'You must provide the Content-Length HTTP header.',
    };
  return undefined;
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  call: S3Call,
  gate: BucketGate,
  agent: http.Agent,
  losesAnswer: boolean,
) {
  const versionId = call.query.get('versionId');
  const path = versionId === null ? (request.url ?? '/') : gate.versionPath(call, versionId);
  const { expect: _, ...headers } = request.headers;
  const real = await new Promise<IncomingMessage>((resolve, reject) => {
    const engine = http
      .request(new URL(path, gate.engine), { method: request.method, headers, agent }, resolve)
      .on('error', reject);
    pipeline(request, engine).catch(reject);
  });
  const { statusCode: status = 500 } = real;
  const isCreated = call.creates !== undefined && status < 300;
  const made = isCreated ? await gate.created(call) : versionId;
  if (losesAnswer) {
    real.resume();
    response.destroy();
    return;
  }
  if (status === 404 && versionId !== null) {
    real.resume();
    sendError(response, 404, 'NoSuchVersion', 'The specified version does not exist.');
    return;
  }
  response.writeHead(status, {
    ...real.headers,
    ...(typeof made === 'string' ? { 'x-amz-version-id': made } : {}),
  });
  await pipeline(real, response);
}

/** Work of one name after the other, in the order in which it came. */
function makeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}

function sendError(response: ServerResponse, status: number, code: string, message: string) {
  const text = message.replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'));
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${randomUUID()}</RequestId></Error>`;
  answer(response, status, { 'content-type': 'application/xml' }, xml);
}
