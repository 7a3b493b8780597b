/** Records that came after their day was retired: in no total, and told so. */
import { zstdCompressSync } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, pagesUnder } from '../../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import { listFacts } from '../../facts.store.ts';
import { unpackChunk } from '../../chunk-body.ts';
import { recordIdAt } from '../../usage-chunk.ts';
import type { RecordReference } from '../standing-rows.ts';
import type { ShardDay } from './store.ts';

export type RefusalStore = {
  /** In the reports of their batches. The next retirement deletes them. */
  tellRefused: (at: ShardDay, now: Date) => Promise<void>;
};

const retired = z.object({ round: z.int(), proven: z.optional(z.int()) });
const stored = z.object({ body: z.instanceof(Uint8Array) });
/** As other outcomes. */
const keptFor = 400 * 86_400_000;

export function refusalStore(table: Table): RefusalStore {
  async function factsOf({ shard, day }: ShardDay) {
    const refused = new Map<string, RecordReference[]>();
    for (const kind of ['CHUNK#', 'READINGS#']) {
      for await (const items of pagesUnder(table, keys.shardDay(shard, day), kind)) {
        for (const item of items) {
          const chunk = unpackChunk(z.parse(stored, item).body);
          const before = refused.get(chunk.batchId) ?? [];
          const more = Array.from(chunk.index, (index, row) => ({
            ...{ index, recordId: recordIdAt(chunk, row) },
          }));
          refused.set(chunk.batchId, [...before, ...more]);
        }
      }
    }
    return refused;
  }

  return {
    async tellRefused(at, now) {
      const { shard, day } = at;
      const head = await getItem(table, retired, keys.shardDayHead(shard, day));
      // What is there has been counted, and is about to go.
      if (head === undefined || head.proven !== head.round) return;
      const refused = await factsOf(at);
      if (refused.size === 0) return;
      await listFacts(table, at);
      for (const [batchId, references] of refused) {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.batchFold(batchId, shard, day),
            // Other records of the batch may have been counted in time.
            UpdateExpression:
              'SET tooOld = :refused, foldedAt = if_not_exists(foldedAt, :now), ' +
              'counted = if_not_exists(counted, :zero), expiresAt = if_not_exists(expiresAt, :expires), ' +
              'duplicates = if_not_exists(duplicates, :none), conflicts = if_not_exists(conflicts, :none)',
            ExpressionAttributeValues: {
              ':refused': packList(references),
              ':none': packList([]),
              ':zero': 0,
              ':now': now.getTime(),
              ':expires': ttlAt(new Date(now.getTime() + keptFor)),
            },
          }),
        );
      }
    },
  };
}

const packList = (list: readonly object[]) => zstdCompressSync(JSON.stringify(list));
