/**
 * Stands before an engine that speaks AWS's JSON protocol and has no IAM: refuses what the
 * caller's role does not grant, and makes the faults happen that a test asked for.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FaultKind, Faults } from './faults.ts';
import { answer, listen, readBody, type Listener } from './loopback.ts';
import type { Permissions } from './permissions.ts';

export type Need = { action: string; resource: string };

export type Gate = {
  engine: string;
  permissions: Permissions;
  /** What a call needs to be granted, each of it. */
  needs: (operation: string, input: Readonly<Record<string, unknown>>) => Need[];
  faults: Faults & { next(call: { caller: string; action: string }): FaultKind | undefined };
  faultAnswer: (kind: FaultKind, input: Readonly<Record<string, unknown>>) => ErrorAnswer;
};

export type ErrorAnswer = { status: number; type: string; [member: string]: unknown };

export async function startAccessGate(gate: Gate): Promise<Listener> {
  const agent = new http.Agent({ keepAlive: true });
  const listener = await listen((request, response) => {
    serve(request, response, gate, agent).catch(() => response.destroy());
  });
  return {
    ...listener,
    close: async () => {
      await listener.close();
      agent.destroy();
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  agent: http.Agent,
) {
  const body = (await readBody(request)) ?? Buffer.alloc(0);
  const operation =
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '';
  const caller = callerOf(request);
  const input = inputOf(body);

  const denied = missingGrant(gate, caller, operation, input);
  if (denied !== undefined) {
    sendError(response, {
      status: 400,
      type: 'AccessDeniedException',
      message: `User: ${caller} is not authorized to perform: ${denied.action} on resource: ${denied.resource} because no identity-based policy allows the ${denied.action} action`,
    });
    return;
  }
  const fault = gate.faults.next({ caller, action: operation });
  if (fault === 'timeout') return;
  if (fault !== undefined && fault !== 'lost-answer') {
    sendError(response, gate.faultAnswer(fault, input));
    return;
  }
  const real = await forward(request, body, gate.engine, agent);
  if (fault === 'lost-answer') {
    real.resume();
    response.destroy();
    return;
  }
  response.writeHead(real.statusCode ?? 500, real.headers);
  await pipeline(real, response);
}

/** `Credential=<access key>/<day>/<region>/…`: a function's access key is its name. */
export const callerOf = ({ headers }: IncomingMessage) =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';

function missingGrant(
  { permissions, needs }: Gate,
  caller: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
) {
  const granted = permissions(caller);
  if (granted === undefined) return undefined;
  return needs(operation, input).find(({ action, resource }) => !granted(action, resource));
}

/** Bodies that are not JSON are for the engine to refuse. */
function inputOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function sendError(response: ServerResponse, { status, type, ...members }: ErrorAnswer) {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type };
  answer(response, status, headers, JSON.stringify({ __type: type, ...members }));
}

const forward = (request: IncomingMessage, body: Buffer, engine: string, agent: http.Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const { method = 'POST', url = '/', headers } = request;
    http
      .request(new URL(url, engine), { method, headers, agent }, resolve)
      .on('error', reject)
      .end(body);
  });
