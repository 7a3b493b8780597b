/** The fold's access patterns. Whatever it writes of a day carries the fence it was written under. */
import { zstdCompressSync } from 'node:zlib';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, held, ifHeld, pagesUnder } from '../../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import { unpackChunk } from '../../chunk-body.ts';
import { listFacts } from '../../facts.store.ts';
import { partFailedIn } from '../../part-failed.store.ts';
import { clearPending } from '../../pending.store.ts';
import type { Chunk } from '../../usage-chunk.ts';
import type { BatchOutcome } from '../fold.ts';
import { carryStore, type CarryStore } from './carry.store.ts';
import { refusalStore, type RefusalStore } from './refusal.store.ts';
import { packCheckpoint, unpackCheckpoint, type Checkpoint } from './checkpoint.ts';
import { reviewStore, type ReviewStore } from './review.store.ts';
import { totalsStore, type TotalsStore } from './totals.store.ts';

export type ShardDay = { shard: number; day: string };

export type FoldStore = TotalsStore &
  ReviewStore &
  CarryStore &
  RefusalStore & {
    /** The mark of chunks that wait to be folded; each new chunk gives it another token. */
    pendingToken: (at: ShardDay) => Promise<string | undefined>;
    /**
     * A fence above all before it, and the fence of the last committed fold. Undefined once the day
     * is retired: its facts are not all there, and what they came to must stay.
     */
    takeFence: (
      at: ShardDay,
    ) => Promise<{ fence: number; committed: number | undefined } | undefined>;
    chunks: (at: ShardDay) => Promise<Chunk[]>;
    checkpoint: (at: ShardDay, fence: number) => Promise<Checkpoint | undefined>;
    /** False when a newer fold has written it already. */
    writeOutcome: (
      at: ShardDay,
      fence: number,
      batchId: string,
      outcome: BatchOutcome,
      now: Date,
    ) => Promise<boolean>;
    /** False when a newer fence was taken meanwhile. */
    commit: (at: ShardDay, fence: number, checkpoint: Checkpoint, now: Date) => Promise<boolean>;
    dropCheckpoint: (at: ShardDay, fence: number) => Promise<void>;
    /** Leaves the mark when a chunk came after the token was read, at `since`. */
    clearPending: (at: ShardDay, token: string, since: Date) => Promise<void>;
    /** Without `totalsWritten` there was nothing to fold, and what an earlier delivery told stays. */
    partDone: (runId: string, at: ShardDay, now: Date, totalsWritten?: number) => Promise<void>;
    partFailed: (runId: string, at: ShardDay, now: Date) => Promise<void>;
  };

const pendingMark = z.object({ token: z.string() });
const head = z.object({ fence: z.int(), checkpoint: z.optional(z.int()) });
const stored = z.object({ body: z.instanceof(Uint8Array) });
/** Checkpoints of folds that were killed go by themselves; one in use that goes costs one full write. */
const keptFor = 400 * 86_400_000;

export function foldStore(table: Table): FoldStore {
  const TableName = table.name;
  const { client } = table;

  return {
    ...totalsStore(table),
    ...reviewStore(table),
    ...carryStore(table),
    ...refusalStore(table),

    async pendingToken({ shard, day }) {
      return (await getItem(table, pendingMark, keys.pending(shard, day)))?.token;
    },

    async takeFence({ shard, day }) {
      const taken = await ifHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.shardDayHead(shard, day),
            UpdateExpression: 'ADD fence :one',
            ConditionExpression: 'attribute_not_exists(retiredAt)',
            ExpressionAttributeValues: { ':one': 1 },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      if (taken === undefined) return undefined;
      const { fence, checkpoint } = z.parse(head, taken.Attributes);
      // Whoever stored its facts: a day that has been folded once is found when it is to go.
      if (checkpoint === undefined) await listFacts(table, { shard, day });
      return { fence, committed: checkpoint };
    },

    async chunks({ shard, day }) {
      const chunks: Chunk[] = [];
      for await (const items of pagesUnder(table, keys.shardDay(shard, day), 'CHUNK#')) {
        for (const item of items) chunks.push(unpackChunk(z.parse(stored, item).body));
      }
      return chunks;
    },

    async checkpoint({ shard, day }, fence) {
      const found = await getItem(table, stored, keys.checkpoint(shard, day, fence));
      return found === undefined ? undefined : unpackCheckpoint(found.body);
    },

    writeOutcome: ({ shard, day }, fence, batchId, { counted, duplicates, conflicts }, now) =>
      held(
        client.send(
          new PutCommand({
            TableName,
            Item: {
              ...keys.batchFold(batchId, shard, day),
              fence,
              foldedAt: now.getTime(),
              counted,
              duplicates: packList(duplicates),
              conflicts: packList(conflicts),
              expiresAt: ttlAt(new Date(now.getTime() + keptFor)),
            },
            ConditionExpression: 'attribute_not_exists(fence) OR fence <= :fence',
            ExpressionAttributeValues: { ':fence': fence },
          }),
        ),
      ),

    async commit({ shard, day }, fence, checkpoint, now) {
      await client.send(
        new PutCommand({
          TableName,
          Item: {
            ...keys.checkpoint(shard, day, fence),
            body: packCheckpoint(checkpoint),
            expiresAt: ttlAt(new Date(now.getTime() + keptFor)),
          },
        }),
      );
      return held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.shardDayHead(shard, day),
            UpdateExpression: 'SET checkpoint = :fence',
            ConditionExpression: 'fence = :fence',
            ExpressionAttributeValues: { ':fence': fence },
          }),
        ),
      );
    },

    async dropCheckpoint({ shard, day }, fence) {
      await client.send(new DeleteCommand({ TableName, Key: keys.checkpoint(shard, day, fence) }));
    },

    clearPending: (at, token, since) => clearPending(table, at, token, since),

    async partDone(runId, { shard, day }, now, totalsWritten) {
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.runPart(runId, shard, day),
            UpdateExpression: 'SET #status = :done, totalsWritten = :written, finishedAt = :now',
            ...(totalsWritten === undefined ? { ConditionExpression: '#status <> :done' } : {}),
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':done': 'done',
              ':written': totalsWritten ?? 0,
              ':now': now.getTime(),
            },
          }),
        ),
      );
    },

    partFailed: partFailedIn(table),
  };
}

const packList = (list: readonly object[]) => zstdCompressSync(JSON.stringify(list));
