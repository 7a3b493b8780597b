/** What runs without being asked by a request: pollers of queues and streams, and schedules. */
import type { Assembly } from './assembly.ts';
import { openCheckpoints } from './checkpoints.ts';
import type { DataFolder } from './data-folder.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';
import type { Lambda } from './lambda.ts';
import { readMappings } from './mappings.ts';
import { nameInArn, queueUrlAt } from './physical.ts';
import { pollQueue } from './queue-poller.ts';
import { createQueues, releaseMessages } from './queues.ts';
import { readSchedules, startSchedules, type Scheduling } from './schedules.ts';
import type { Services } from './services.ts';
import { followStream } from './streams.ts';
import type { Table } from './table.ts';

export type Workers = {
  queueNames: readonly string[];
  schedules: Scheduling;
  /** Takes no more work. */
  stop(): void;
  /** Resolves when what was under way is dealt with. */
  done: Promise<unknown>;
};

export async function startWorkers(how: {
  assembly: Assembly;
  resolver: Resolver;
  services: Services;
  tables: readonly Table[];
  lambda: Lambda;
  data: DataFolder;
  byTheClock: boolean;
  retrySeconds: number;
  log: (line: string) => void;
}): Promise<Workers> {
  const { assembly, resolver, services, tables, lambda, data, retrySeconds, log } = how;
  const { region } = assembly;
  const { sqs, streams } = services;
  // Straight to the engine, as Lambda's own pollers are not held up by what a test injects.
  const queueUrl = queueUrlAt(services.queues.url);

  const queues = await createQueues(assembly, resolver, services.queues, sqs, region);
  await releaseMessages(queues, services.queues, sqs);
  const mappings = readMappings(assembly, resolver);
  const stopping = new AbortController();
  const common = { region, lambda, retrySeconds, signal: stopping.signal, log };

  const polling = mappings.queues.map((mapping) =>
    pollQueue(mapping, {
      ...common,
      sqs,
      queueUrl: queueUrl(mapping.queueName),
      visibilitySeconds:
        queues.find(({ name }) => name === mapping.queueName)?.visibilitySeconds ?? retrySeconds,
    }),
  );
  const checkpoints = openCheckpoints(data.file('stream-positions.json'));
  const following = mappings.streams.map((mapping) =>
    followStream(mapping, {
      ...common,
      streams,
      streamArn: streamOf(mapping.sourceArn, tables),
      checkpoints,
      sendFailure(queueArn, body) {
        services.queues.server.sendMessage(nameInArn(queueArn), body);
      },
    }),
  );
  const schedules = startSchedules(readSchedules(assembly, resolver), {
    sqs,
    queueUrl,
    byTheClock: how.byTheClock,
    log,
  });
  return {
    queueNames: queues.map(({ name }) => name),
    schedules,
    stop() {
      schedules.stop();
      stopping.abort();
    },
    done: Promise.allSettled([...polling, ...following]),
  };
}

function streamOf(sourceArn: string, tables: readonly Table[]) {
  const found = tables.find(({ name }) => sourceArn.includes(`:table/${name}/stream/`));
  if (found?.streamArn === undefined)
    throw new StackFailure(`${sourceArn} is not the stream of a table that has one.`);
  return found.streamArn;
}
