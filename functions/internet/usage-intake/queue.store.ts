/** The queue of waiting records, looked at from outside: nothing of it is unpacked. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';

export type WaitingBatch = {
  batchId: string;
  /** Epoch ms. */
  receivedAt: number;
  count: number;
  waitedFor: ReadonlySet<string>;
  /** When the first of them was made; epoch ms. */
  earliest: number;
};

export type QueueStore = {
  /** Batches by their ids, those after `after`. */
  page: (
    after: string | undefined,
    limit: number,
  ) => Promise<{ batches: WaitingBatch[]; more: boolean }>;
};

const part = z.object({
  batchId: z.string(),
  receivedAt: z.number(),
  count: z.int(),
  waitedFor: z._default(z.array(z.string()), []),
  earliest: z.optional(z.number()),
});

export function queueStore(table: Table): QueueStore {
  const { pk } = keys.waiting('', 0);
  return {
    async page(after, limit) {
      const batches = new Map<string, WaitingBatch>();
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
            // A part's number follows its batch's id: `~` is behind all of them.
            ExpressionAttributeValues: {
              ':pk': pk,
              ...(after === undefined ? {} : { ':after': `${after}#~` }),
            },
            ProjectionExpression: 'batchId, receivedAt, #count, waitedFor, earliest',
            ExpressionAttributeNames: { '#count': 'count' },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        for (const item of Items) {
          const { batchId, receivedAt, count, waitedFor, ...rest } = z.parse(part, item);
          const { earliest = receivedAt } = rest;
          const before = batches.get(batchId);
          if (before === undefined && batches.size === limit) {
            return { batches: [...batches.values()], more: true };
          }
          batches.set(batchId, {
            ...{ batchId, receivedAt, count: count + (before?.count ?? 0) },
            waitedFor: new Set([...(before?.waitedFor ?? []), ...waitedFor]),
            earliest: Math.min(earliest, before?.earliest ?? Infinity),
          });
        }
        from = LastEvaluatedKey;
      } while (from !== undefined);
      return { batches: [...batches.values()], more: false };
    },
  };
}
