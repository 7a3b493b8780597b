/** The engines behind the API: DynamoDB, SQS with S3, and SES, each a real implementation of its protocol. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { startEngineProcess } from './engine-process.ts';
import { StackFailure } from './failure.ts';
import { closeServer, placeOf } from './loopback.ts';

export type Engine = { url: string; stop(): Promise<void> };

/** With a folder the tables last in it, whatever the process dies of. */
export async function startTableEngine(dataDir: string | undefined): Promise<Engine> {
  const other = process.env['DYNAMODB_ENDPOINT'];
  if (other !== undefined) return { url: await reachable(other), stop: () => Promise.resolve() };
  const file = dataDir === undefined ? [] : ['--db-path', join(dataDir, 'table.db')];
  const binary = tableEngineBinary();
  return startEngineProcess((port) => [binary, 'serve', '--port', String(port), ...file]);
}

const require = createRequire(import.meta.url);

function tableEngineBinary() {
  const { platform, arch } = process;
  try {
    return require.resolve(`@dynoxide/${platform}-${arch}/dynoxide`);
  } catch {
    throw new StackFailure(
      `There is no DynamoDB engine for ${platform}-${arch} in node_modules: run npm ci, or start DynamoDB Local and set DYNAMODB_ENDPOINT to its address.`,
    );
  }
}

async function reachable(endpoint: string) {
  try {
    await fetch(endpoint);
    return endpoint;
  } catch {
    throw new StackFailure(
      `Nothing answers at ${endpoint}: start DynamoDB Local there, or unset DYNAMODB_ENDPOINT.`,
    );
  }
}

export type QueueEngine = Engine & { server: FauxqsServer };

export async function startQueueEngine(
  region: string,
  dataDir: string | undefined,
): Promise<QueueEngine> {
  const server = await onLoopback(() =>
    startFauxqs({
      port: 0,
      logger: false,
      defaultRegion: region,
      ...(dataDir === undefined
        ? {}
        : { dataDir: join(dataDir, 'queues'), s3StorageDir: join(dataDir, 'buckets') }),
    }),
  );
  return { server, url: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}

type Listening = {
  fastify: {
    listen: (options: object) => unknown;
    addHook: (name: 'onRoute', hook: (route: { bodyLimit?: number }) => void) => unknown;
  };
};

/** Of an object, which is in memory as a whole while it is put. The engine itself takes 11 MB. */
const largestObject = 1_000_000_000;

/** The queue engine listens on every interface and cannot be told otherwise. */
async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const bind = (message: unknown) => {
    const { fastify } = message as Listening;
    const listen = fastify.listen.bind(fastify);
    fastify.listen = (options) => listen({ ...options, host: '127.0.0.1' });
    fastify.addHook('onRoute', (route) => {
      route.bodyLimit = largestObject;
    });
  };
  subscribe('fastify.initialization', bind);
  try {
    return await start();
  } finally {
    unsubscribe('fastify.initialization', bind);
  }
}

type StartMailServer = (options: { host: string; port: number }) => Promise<Server>;

/** Its mails are in the memory of the process, whichever of several stacks sent them. */
export async function startMailEngine(): Promise<Engine> {
  // Required, since importers disagree on the default of CommonJS that marks itself as a module.
  const { default: start } = require('aws-ses-v2-local') as { default: StartMailServer };
  const server = await start({ host: '127.0.0.1', port: 0 });
  return { url: placeOf(server).url, stop: () => closeServer(server) };
}
