/** Follows a table's stream and hands its records to the mapped function, in order. */
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpoints } from './checkpoints.ts';
import type { Lambda } from './lambda.ts';
import type { StreamMapping } from './mappings.ts';
import { deliver } from './stream-batch.ts';
import { failureReport } from './stream-failure.ts';
import { passes } from './stream-filter.ts';
import { changesSomething, recordOf, type StreamRecord } from './stream-record.ts';

export type StreamFollowing = {
  streams: DynamoDBStreamsClient;
  /** The engine's own name of the stream; functions are told the template's. */
  streamArn: string;
  region: string;
  lambda: Lambda;
  checkpoints: Checkpoints;
  retrySeconds: number;
  sendFailure(queueArn: string, body: string): void;
  signal: AbortSignal;
  log: (line: string) => void;
};

const idleMs = 100;

/** Runs until the signal; resolves when the batch under way is dealt with. */
export async function followStream(mapping: StreamMapping, how: StreamFollowing): Promise<void> {
  const finished = new Set<string>();
  const iterators = new Map<string, string>();
  while (!how.signal.aborted) {
    try {
      const shards = iterators.size > 0 ? [...iterators.keys()] : await openShards(how, finished);
      const counts = await Promise.all(
        shards.map((shard) => advance(shard, iterators, finished, mapping, how)),
      );
      if (counts.every((count) => count === 0)) await sleep(idleMs);
    } catch (error) {
      // An iterator may be too old; the checkpoint leads to a new one.
      iterators.clear();
      how.log(`Stream of ${mapping.functionName}: ${String(error)}`);
      await sleep(500);
    }
  }
}

async function openShards({ streams, streamArn }: StreamFollowing, finished: ReadonlySet<string>) {
  const { StreamDescription } = await streams.send(
    new DescribeStreamCommand({ StreamArn: streamArn }),
  );
  return (StreamDescription?.Shards ?? [])
    .map(({ ShardId = '' }: Shard) => ShardId)
    .filter((shard) => !finished.has(shard));
}

/** How many records it read; the iterator moves on only when they were delivered or given up. */
async function advance(
  shard: string,
  iterators: Map<string, string>,
  finished: Set<string>,
  mapping: StreamMapping,
  how: StreamFollowing,
): Promise<number> {
  const iterator = iterators.get(shard) ?? (await iteratorOf(shard, mapping, how));
  const { Records = [], NextShardIterator } = await how.streams.send(
    new GetRecordsCommand({ ShardIterator: iterator, Limit: mapping.batchSize }),
  );
  if (!(await handle(Records, shard, mapping, how))) return 0;
  const last = Records.at(-1)?.dynamodb?.SequenceNumber;
  if (last !== undefined) how.checkpoints.set(mapping.id, shard, last);
  if (NextShardIterator === undefined) {
    iterators.delete(shard);
    finished.add(shard);
  } else iterators.set(shard, NextShardIterator);
  return Records.length;
}

async function iteratorOf(shard: string, mapping: StreamMapping, how: StreamFollowing) {
  const position = how.checkpoints.get(mapping.id, shard);
  const { ShardIterator } = await how.streams.send(
    new GetShardIteratorCommand({
      StreamArn: how.streamArn,
      ShardId: shard,
      ...(position === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }),
    }),
  );
  return ShardIterator;
}

function handle(
  records: StreamRecord[],
  shard: string,
  mapping: StreamMapping,
  how: StreamFollowing,
): Promise<boolean> {
  const wanted = records
    .filter(changesSomething)
    .map((record) => recordOf(record, how.region, mapping.sourceArn))
    .filter((record) => passes(mapping.filters, record));
  return deliver(wanted, {
    idOf: ({ dynamodb }) => dynamodb?.SequenceNumber ?? '',
    invoke: (batch) => how.lambda.invoke(mapping.functionName, { Records: batch }),
    giveUp: (batch, attempts) => {
      how.log(`${mapping.functionName} gave up ${batch.length} records of the stream`);
      const { onFailureArn } = mapping;
      if (onFailureArn !== undefined)
        how.sendFailure(onFailureArn, failureReport(batch, shard, mapping, attempts));
    },
    partialFailures: mapping.partialFailures,
    bisect: mapping.bisect,
    retries: mapping.retries,
    pauseMs: how.retrySeconds * 1000,
    signal: how.signal,
  });
}
