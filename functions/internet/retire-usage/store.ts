/** The access patterns of retiring a shard-day, but for its trace. */
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, getItems, held, itemAt, pagesUnder } from '../../../shared/table/access.ts';
import type { Key, Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact, type Part } from '../../../shared/table/transactions.ts';
import { carryStore } from '../aggregate-usage/fold/carry.store.ts';
import { unpackCheckpoint, type Checkpoint } from '../aggregate-usage/fold/checkpoint.ts';
import { hasUnfolded } from './between.store.ts';
import { headItem } from './head.ts';
import type { Head, Standing } from './retirement-rules.ts';

export type ShardDay = { shard: number; day: string };
export type Known = Omit<Standing, 'hasCheckpoint'> & {
  /** Of its place in the list; undefined when it is on it no more. */
  listed: string | undefined;
};

export type RetireStore = {
  load: (at: ShardDay) => Promise<Known>;
  checkpoint: (at: ShardDay, fence: number) => Promise<Checkpoint | undefined>;
  /** Ends all folding of the day, for good. False when it is not as it was known. */
  begin: (at: ShardDay, known: Known, round: number, now: Date) => Promise<boolean>;
  prove: (at: ShardDay, round: number) => Promise<void>;
  /** Of the days with readings that are retired all but the last one, from which the next one started. */
  forgetEarlierReadings: (shard: number) => Promise<void>;
  /** Unless facts have come since. */
  unlist: (at: ShardDay, listed: string) => Promise<void>;
  /** Asks for a fold. */
  markPending: (at: ShardDay, now: Date) => Promise<void>;
};

const listItem = z.object({ token: z.string() });
const readingsItem = z.object({ closing: z.optional(z.string()) });
const checkpointItem = z.object({ body: z.instanceof(Uint8Array) });
const rowItem = z.object({
  sk: z.string(),
  closing: z.optional(z.string()),
  retiredAt: z.optional(z.number()),
});

export function retireStore(table: Table): RetireStore {
  const { client, name: TableName } = table;
  const { readingDayAfter, markPending } = carryStore(table);

  return {
    async load(at) {
      const { shard, day } = at;
      const wanted = {
        head: keys.shardDayHead(shard, day),
        pending: keys.pending(shard, day),
        listed: keys.facts(shard, day),
        readings: keys.readingDay(shard, day),
      };
      const items = await getItems(table, Object.values(wanted));
      const found = <S extends z.ZodMiniType>(schema: S, key: Key) => {
        const item = itemAt(items, key);
        return item === undefined ? undefined : z.parse(schema, item);
      };
      const readings = found(readingsItem, wanted.readings);
      const next = readings === undefined ? undefined : await readingDayAfter(at);
      const unfolded = readings !== undefined && (await hasUnfolded(table, at, next?.day));
      return {
        head: found(headItem, wanted.head),
        isPending: itemAt(items, wanted.pending) !== undefined,
        listed: found(listItem, wanted.listed)?.token,
        readings: readings === undefined ? undefined : { closing: readings.closing },
        next: next === undefined ? undefined : { day: next.day, basis: next.opening?.basis },
        unfoldedBetween: unfolded,
      };
    },

    async checkpoint({ shard, day }, fence) {
      const found = await getItem(table, checkpointItem, keys.checkpoint(shard, day, fence));
      return found === undefined ? undefined : unpackCheckpoint(found.body);
    },

    begin: async ({ shard, day }, { head, readings, next }, round, now) => {
      const parts: Part[] = [
        { Update: headPart(keys.shardDayHead(shard, day), head, round, now) },
        {
          ConditionCheck: {
            Key: keys.pending(shard, day),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ];
      if (readings !== undefined && round === 1) {
        parts.push({
          Update: {
            Key: keys.readingDay(shard, day),
            // It stays as long as the next day that started from it.
            UpdateExpression: 'SET retiredAt = :now REMOVE opening, expiresAt',
            ConditionExpression: 'closing = :closing',
            ExpressionAttributeValues: { ':now': now.getTime(), ':closing': readings.closing },
          },
        });
        if (next?.basis !== undefined && next.basis === readings.closing) {
          parts.push({
            ConditionCheck: {
              Key: keys.readingDay(shard, next.day),
              ConditionExpression: 'opening.basis = :closing',
              ExpressionAttributeValues: { ':closing': readings.closing },
            },
          });
        }
      }
      return (await transact(table, parts)).length === 0;
    },

    async prove({ shard, day }, round) {
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.shardDayHead(shard, day),
            UpdateExpression: 'SET proven = :round',
            ConditionExpression: 'round = :round',
            ExpressionAttributeValues: { ':round': round },
          }),
        ),
      );
    },

    async forgetEarlierReadings(shard) {
      const { pk } = keys.readingDay(shard, '');
      let before: string[] = [];
      for await (const items of pagesUnder(table, pk)) {
        for (const item of items) {
          const { sk, closing, retiredAt } = z.parse(rowItem, item);
          if (retiredAt !== undefined) {
            for (const one of before) {
              await client.send(new DeleteCommand({ TableName, Key: { pk, sk: one } }));
            }
            before = [];
          } else if (closing !== undefined) return;
          // Without what it ended with it was left by a fold that came to nothing.
          before.push(sk);
        }
      }
    },

    async unlist({ shard, day }, listed) {
      await held(
        client.send(
          new DeleteCommand({
            TableName,
            Key: keys.facts(shard, day),
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': listed },
          }),
        ),
      );
    },

    markPending,
  };
}

/**
 * The head stays for good, as long as the totals it protects: some 100 bytes for each shard and day,
 * 2 MB a year with 64 shards.
 */
function headPart(Key: Key, head: Head | undefined, round: number, now: Date) {
  const first = round === 1;
  return {
    Key,
    UpdateExpression: 'SET retiredAt = :now, round = :round',
    ConditionExpression: first
      ? 'attribute_not_exists(retiredAt) AND fence = :fence AND checkpoint = :fence'
      : 'round = :before AND proven = :before',
    ExpressionAttributeValues: {
      ':now': now.getTime(),
      ':round': round,
      ...(first ? { ':fence': head?.fence ?? 0 } : { ':before': round - 1 }),
    },
  };
}
