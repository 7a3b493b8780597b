/** The Runtime API, which one execution environment asks for its work and gives its answers to. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FunctionError } from './function-error.ts';
import { answer, listen, readBody } from './loopback.ts';

export type Invocation = { payload: string; functionArn: string; deadline: number };

export type RuntimeApi = {
  port: number;
  /** Settles when the runtime has loaded the handler and asks for work, or could not. */
  ready: Promise<true>;
  /** One at a time: hands over an invocation and gives what the handler answered, as JSON. */
  run(invocation: Invocation): Promise<string>;
  /** Ends what is waiting, with the reason. */
  fail(reason: FunctionError): void;
  close(): Promise<void>;
};

/** Lambda refuses an answer above 6 MB. */
const answerLimit = 6_291_556;

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const initialized = Promise.withResolvers<true>();
  initialized.promise.catch(() => undefined);
  let current: ({ id: string } & PromiseWithResolvers<string> & Invocation) | undefined;
  let idle: ServerResponse | undefined;

  const handOver = () => {
    if (idle === undefined || current === undefined) return;
    const { id, payload, functionArn, deadline } = current;
    answer(
      idle,
      200,
      {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': traceId(),
      },
      payload,
    );
    idle = undefined;
  };

  const settle = (id: string, outcome: string, body: string) => {
    if (current?.id !== id) return;
    const { resolve, reject } = current;
    current = undefined;
    if (outcome === 'error') reject(FunctionError.parse(body));
    else if (Buffer.byteLength(body) <= answerLimit) resolve(body === '' ? 'null' : body);
    else
      reject(
        new FunctionError(
          'Function.ResponseSizeTooLarge',
          `Response payload size exceeded maximum allowed payload size (${answerLimit} bytes).`,
        ),
      );
  };

  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? '';
    const body = String(await readBody(request));
    if (path === 'invocation/next') {
      idle = response;
      initialized.resolve(true);
      handOver();
      return;
    }
    answer(response, 202, { 'content-type': 'application/json' }, '{"status":"OK"}');
    if (path === 'init/error') initialized.reject(FunctionError.parse(body));
    const [, id = '', outcome = ''] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    settle(id, outcome, body);
  };

  const listener = await listen((request, response) => {
    onRequest(request, response).catch(() => response.destroy());
  });

  return {
    port: listener.port,
    ready: initialized.promise,
    run(invocation) {
      const waiting = { id: randomUUID(), ...Promise.withResolvers<string>(), ...invocation };
      current = waiting;
      handOver();
      return waiting.promise;
    },
    fail(reason) {
      initialized.reject(reason);
      current?.reject(reason);
      current = undefined;
    },
    close: () => listener.close(),
  };
}

function traceId() {
  const hex = randomUUID().replaceAll('-', '');
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(0, 16)};Sampled=0`;
}
