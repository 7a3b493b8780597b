/** The access patterns of releasing records whose service was not known when they came in. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, held, pagesUnder } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { batch, batchExpiry, batchItem, type Batch, type WaitingPart } from './batch.ts';
import type { Rejected } from './contract.ts';
import { pack, unpack } from './packed-list.ts';
import { waitingItemOf } from './waiting-parts.ts';

export type WaitingStore = {
  /** Everything that waits, one batch at a time. */
  waitingBatches: () => AsyncGenerator<WaitingPart[]>;
  /** Adds to those of the intake; the same records again change nothing. */
  addRejected: (batchId: string, rejected: readonly Rejected[]) => Promise<void>;
  /** False when the batch is not as it was. */
  replaceBatch: (before: Batch, after: Batch) => Promise<boolean>;
  /** Takes from a waiting part all but what is left; one changed meanwhile stays. */
  leaveWaiting: (part: WaitingPart, left: WaitingPart['records']) => Promise<void>;
};

/** Parts of the intake are numbered below, later ones above, by their first record. */
const laterParts = 1000;
const rejectedPerPart = 3000;

const waitingItem = z.object({
  sk: z.string(),
  batchId: z.string(),
  receivedAt: z.number(),
  records: z.instanceof(Uint8Array),
});
const waitingRecords = z.array(
  z.object({ index: z.int(), record: z.unknown(), line: z.optional(z.int()) }),
);

export function waitingStore(table: Table): WaitingStore {
  const { client, name: TableName } = table;

  return {
    async *waitingBatches() {
      let parts: WaitingPart[] = [];
      for await (const items of pagesUnder(table, keys.waiting('', 0).pk)) {
        for (const item of items) {
          const part = unpackWaiting(item);
          if (parts[0] !== undefined && parts[0].batchId !== part.batchId) {
            yield parts;
            parts = [];
          }
          parts.push(part);
        }
      }
      if (parts.length > 0) yield parts;
    },

    async addRejected(batchId, list) {
      // They go when their batch does.
      const before = await getItem(table, batch, keys.batch(batchId));
      const life = before === undefined ? {} : { expiresAt: batchExpiry(before.receivedAt) };
      for (let from = 0; from < list.length; from += rejectedPerPart) {
        const part = list.slice(from, from + rejectedPerPart);
        const key = keys.batchRejected(batchId, laterParts + (part[0]?.index ?? 0));
        const Item = { ...key, body: pack(part), ...life };
        await client.send(new PutCommand({ TableName, Item }));
      }
    },

    replaceBatch: (before, after) =>
      held(
        client.send(
          new PutCommand({
            TableName,
            Item: batchItem(after),
            ConditionExpression:
              'waiting = :waiting AND rejected = :rejected AND shardDays = :shardDays',
            ExpressionAttributeValues: {
              ':waiting': before.waiting,
              ':rejected': before.rejected,
              ':shardDays': before.shardDays,
            },
          }),
        ),
      ),

    async leaveWaiting({ batchId, receivedAt, part, records }, left) {
      if (left.length === records.length) return;
      const Key = keys.waiting(batchId, part);
      // Records only ever leave a part: as many as before are the same ones.
      const unchanged = {
        TableName,
        ConditionExpression: '#count = :before',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':before': records.length },
      };
      const item = waitingItemOf({ batchId, receivedAt, part, records: left });
      await held(
        left.length === 0
          ? client.send(new DeleteCommand({ ...unchanged, Key }))
          : client.send(new PutCommand({ ...unchanged, Item: item })),
      );
    },
  };
}

function unpackWaiting(item: unknown): WaitingPart {
  const { sk, batchId, receivedAt, records } = z.parse(waitingItem, item);
  const part = Number(sk.slice(batchId.length + 1));
  return { batchId, receivedAt, part, records: z.parse(waitingRecords, unpack(records)) };
}
