/** One execution environment: a process on AWS's own runtime loop that serves one event at a time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FunctionError } from './function-error.ts';
import type { FunctionSpec } from './functions.ts';
import { startRuntimeApi, type RuntimeApi } from './runtime-api.ts';

export type Host = {
  region: string;
  /** Where the local services answer, as `AWS_ENDPOINT_URL_…`. */
  endpoints: Readonly<Record<string, string>>;
  onLog(functionName: string, text: string): void;
};

export type Environment = {
  /** False once the process has ended or was told to; it is then of no more use. */
  alive(): boolean;
  invoke(payload: string): Promise<string>;
  stop(): Promise<void>;
};

const { resolve: locate } = createRequire(import.meta.url);
const runtimeLoop = locate('aws-lambda-ric');
const nodeBinary = findNode();

/** Three times what Lambda allows, since several start on two busy cores at once. */
const initSeconds = 30;

export async function startEnvironment(spec: FunctionSpec, host: Host): Promise<Environment> {
  const api = await startRuntimeApi();
  const child = spawnRuntime(spec, host, api.port);
  let alive = true;
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    alive = false;
    const how = signal === null ? `exit status ${code}` : `signal ${signal}`;
    api.fail(new FunctionError('Runtime.ExitError', `Runtime exited with ${how}`));
    await api.close();
  });
  const kill = () => {
    alive = false;
    child.kill('SIGKILL');
    return ended;
  };

  const within = async <T>(work: Promise<T>, seconds: number, onTimeout: () => FunctionError) => {
    const timer = setTimeout(() => {
      api.fail(onTimeout());
      void kill();
    }, seconds * 1000);
    return work.finally(() => {
      clearTimeout(timer);
    });
  };

  return {
    alive: () => alive,
    stop: kill,
    async invoke(payload) {
      try {
        await within(api.ready, initSeconds, () => tooLongToStart);
      } catch (error) {
        void kill();
        throw error;
      }
      const { timeoutSeconds, arn } = spec;
      const deadline = Date.now() + timeoutSeconds * 1000;
      const work = api.run({ payload, functionArn: arn, deadline });
      return within(work, timeoutSeconds, () => timedOut(timeoutSeconds));
    },
  };
}

const tooLongToStart = new FunctionError('Runtime.InitTimeout', 'The function did not start.');
const timedOut = (seconds: number) =>
  new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);

function spawnRuntime(spec: FunctionSpec, host: Host, port: RuntimeApi['port']): ChildProcess {
  const child = spawn(
    nodeBinary,
    [
      `--max-old-space-size=${Math.floor(spec.memoryMegabytes * 0.9)}`,
      '--require',
      join(import.meta.dirname, 'runtime-client.cjs'),
      runtimeLoop,
    ],
    {
      cwd: spec.codeFolder,
      env: environmentOf(spec, host, port),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Out of the terminal's process group: Ctrl-C must not end it before its request is answered.
      detached: true,
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      host.onLog(spec.name, text);
    });
  return child;
}

/** Nothing of this process's own environment gets through, as nothing of it exists in Lambda. */
const environmentOf = (spec: FunctionSpec, host: Host, port: number) => ({
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
  LAMBDA_TASK_ROOT: spec.codeFolder,
  _HANDLER: spec.handler,
  AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
  AWS_REGION: host.region,
  AWS_DEFAULT_REGION: host.region,
  AWS_LAMBDA_FUNCTION_NAME: spec.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10)}/[$LATEST]${randomUUID()}`,
  // Tells the access gate which role a call is made with.
  AWS_ACCESS_KEY_ID: spec.name,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  // A service without a local counterpart must fail, not be called for real.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  ...host.endpoints,
  ...spec.environment,
});

/** The Node.js that Lambda runs, where its package exists for this platform; else our own. */
function findNode() {
  try {
    return locate(`node-linux-${process.arch}/bin/node`);
  } catch {
    return process.execPath;
  }
}
