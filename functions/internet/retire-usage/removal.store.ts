/** The facts of a shard-day, as whoever deletes them reaches them: a page at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { pagesUnder } from '../../../shared/table/access.ts';
import type { Key, Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import type { ShardDay } from './store.ts';

export type RemovalStore = {
  /** The facts there are, some at a time, with all they hold. */
  facts: (at: ShardDay) => AsyncGenerator<readonly unknown[]>;
  /** The keys of those facts. */
  factKeys: (at: ShardDay) => AsyncGenerator<readonly Key[]>;
  remove: (facts: readonly Key[]) => Promise<void>;
};

/** What one call takes, and how many are under way. */
const deletesPerCall = 25;
const callsAtOnce = 8;
const mostPatience = 8;

export function removalStore(table: Table): RemovalStore {
  const { client, name: TableName } = table;
  const isHead = ({ sk }: { sk?: unknown }) => sk === keys.shardDayHead(0, '').sk;

  async function removeSome(some: readonly Key[]) {
    let left: Key[] = [...some];
    for (let attempt = 1; left.length > 0; attempt++) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteCommand({
          RequestItems: { [TableName]: left.map((Key) => ({ DeleteRequest: { Key } })) },
        }),
      );
      left = (UnprocessedItems?.[TableName] ?? []).flatMap(({ DeleteRequest }) =>
        DeleteRequest?.Key === undefined ? [] : [DeleteRequest.Key as Key],
      );
      if (left.length === 0) return;
      if (attempt === mostPatience) throw new Error('The table left facts undeleted');
      await sleep(Math.min(2000, 50 * 2 ** attempt) * Math.random());
    }
  }

  return {
    async *facts({ shard, day }) {
      for await (const items of pagesUnder(table, keys.shardDay(shard, day))) {
        yield items.filter((item) => !isHead(item));
      }
    },

    async *factKeys({ shard, day }) {
      for await (const found of pagesUnder(table, keys.shardDay(shard, day), '', 'pk, sk')) {
        yield (found as Key[]).filter((key) => !isHead(key));
      }
    },

    async remove(facts) {
      const calls = Array.from({ length: Math.ceil(facts.length / deletesPerCall) }, (_, i) =>
        facts.slice(i * deletesPerCall, (i + 1) * deletesPerCall),
      ).values();
      const lane = async () => {
        for (const some of calls) await removeSome(some);
      };
      await Promise.all(Array.from({ length: callsAtOnce }, lane));
    },
  };
}
