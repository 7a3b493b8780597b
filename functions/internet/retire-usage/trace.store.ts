/** How the traces of retirements are written: the inventory before anything is deleted, the proof after. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getItem, held } from '../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import type { KeptBecause } from './retirement-rules.ts';
import type { ShardDay } from './store.ts';
import { trace, type InForce, type Inventory, type Trace } from './trace.ts';

export type Writing = { runId: string; now: Date };

export type TraceStore = {
  trace: (at: ShardDay, round: number) => Promise<Trace | undefined>;
  /** What is to be deleted. Once it is written, another one is not: some may be gone by then. */
  writeInventory: (
    at: ShardDay,
    round: number,
    found: { deleted: Inventory; totals?: InForce | undefined },
    by: Writing,
  ) => Promise<void>;
  writeProof: (at: ShardDay, round: number, by: Writing) => Promise<void>;
  /** Nothing of a day whose deletion has begun. */
  writeKept: (at: ShardDay, round: number, because: KeptBecause, by: Writing) => Promise<void>;
};

export function traceStore(table: Table, keepDays: number): TraceStore {
  const { client, name: TableName } = table;
  const expires = (now: Date) => ttlAt(new Date(now.getTime() + keepDays * 86_400_000));

  return {
    trace: ({ shard, day }, round) => getItem(table, trace, keys.retirement(shard, day, round)),

    async writeInventory({ shard, day }, round, found, { runId, now }) {
      await held(
        client.send(
          new PutCommand({
            TableName,
            Item: {
              ...keys.retirement(shard, day, round),
              ...{ shard, day, round, status: 'deleting', ...found },
              ...{ runId, begunAt: now.getTime(), expiresAt: expires(now) },
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #status = :kept',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':kept': 'kept' },
          }),
        ),
      );
    },

    async writeProof({ shard, day }, round, { runId, now }) {
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.retirement(shard, day, round),
            UpdateExpression:
              'SET #status = :proven, remaining = :none, provenAt = :now, provenBy = :run, expiresAt = :expires',
            ConditionExpression: '#status = :deleting',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ...{ ':proven': 'proven', ':deleting': 'deleting', ':none': 0 },
              ...{ ':now': now.getTime(), ':run': runId, ':expires': expires(now) },
            },
          }),
        ),
      );
    },

    async writeKept({ shard, day }, round, because, { runId, now }) {
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.retirement(shard, day, round),
            UpdateExpression:
              'SET #shard = :shard, #day = :day, round = :round, #status = :kept, because = :because, ' +
              'runId = :run, checkedAt = :now, keptSince = if_not_exists(keptSince, :now), ' +
              'expiresAt = :expires',
            ConditionExpression: 'attribute_not_exists(pk) OR #status = :kept',
            ExpressionAttributeNames: { '#status': 'status', '#day': 'day', '#shard': 'shard' },
            ExpressionAttributeValues: {
              ...{ ':shard': shard, ':day': day, ':round': round, ':kept': 'kept' },
              ...{ ':because': because, ':run': runId, ':now': now.getTime() },
              ':expires': expires(now),
            },
          }),
        ),
      );
    },
  };
}
