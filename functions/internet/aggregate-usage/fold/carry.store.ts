/** Readings, and what is carried from one day with readings to the next of its shard. */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, held, itemsUnder, pagesUnder } from '../../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import { markPending } from '../../pending.store.ts';
import { unpackChunk } from '../../chunk-body.ts';
import type { Chunk } from '../../usage-chunk.ts';
import { noCounters, type Counters } from '../counters.ts';
import { packCounters, unpackCounters } from './opening.ts';
import type { ShardDay } from './store.ts';

/** A day with readings, among those of its shard. */
const readingDay = z.object({
  sk: z.string(),
  /** By its last fold: fingerprints of what the day before ended with, and of what it ended with. */
  started: z.optional(z.string()),
  closing: z.optional(z.string()),
  /** What it starts with by the latest that is known, and the fingerprint of what that is made from. */
  opening: z.optional(z.object({ version: z.string(), parts: z.int(), basis: z.string() })),
  /** Epoch ms since when its readings are deleted. */
  retiredAt: z.optional(z.number()),
});
export type ReadingDay = Omit<z.output<typeof readingDay>, 'sk'> & { day: string };

export type CarryStore = {
  readings: (at: ShardDay) => Promise<Chunk[]>;
  /** From now on a fold of an earlier day finds this one. Throws when its readings are deleted. */
  addReadingDay: (at: ShardDay, now: Date) => Promise<ReadingDay>;
  /** The latest one before that has been folded; undefined when there is none. */
  readingDayBefore: (at: ShardDay) => Promise<ReadingDay | undefined>;
  readingDayAfter: (at: ShardDay) => Promise<ReadingDay | undefined>;
  /** Whether the readings of a day that was known are being deleted, or are gone. */
  isRetired: (at: ShardDay) => Promise<boolean>;
  /** Undefined when it has been replaced meanwhile. */
  opening: (at: ShardDay, opening: ReadingDay['opening']) => Promise<Counters | undefined>;
  /** False when another fold has replaced it meanwhile. */
  replaceOpening: (
    at: ShardDay,
    before: ReadingDay['opening'],
    counters: Counters,
    basis: string,
    now: Date,
  ) => Promise<boolean>;
  /** What the day ended with; after a newer fold, what that one says. */
  close: (
    at: ShardDay,
    fence: number,
    ends: { started: string; closing: string },
  ) => Promise<string>;
  /** Asks for another fold. */
  markPending: (at: ShardDay, now: Date) => Promise<void>;
};

/** Longer than records are taken; each fold of the day starts it anew. */
const keptFor = 400 * 86_400_000;
const stored = z.object({ body: z.instanceof(Uint8Array) });

export function carryStore(table: Table): CarryStore {
  const { client, name: TableName } = table;
  const expires = (now: Date) => ttlAt(new Date(now.getTime() + keptFor));

  const daysFrom = async function* (
    { shard, day }: ShardDay,
    condition: '<' | '>',
  ): AsyncGenerator<ReadingDay> {
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: `pk = :pk AND sk ${condition} :day`,
          ExpressionAttributeValues: { ':pk': keys.readingDay(shard, day).pk, ':day': day },
          ScanIndexForward: condition === '>',
          ConsistentRead: true,
          Limit: 5,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      for (const item of Items) yield dayIn(item);
      from = LastEvaluatedKey;
    } while (from !== undefined);
  };

  return {
    async readings({ shard, day }) {
      const chunks: Chunk[] = [];
      for await (const items of pagesUnder(table, keys.shardDay(shard, day), 'READINGS#')) {
        for (const item of items) chunks.push(unpackChunk(z.parse(stored, item).body));
      }
      return chunks;
    },

    async addReadingDay({ shard, day }, now) {
      const { Attributes = {} } = await client.send(
        new UpdateCommand({
          TableName,
          Key: keys.readingDay(shard, day),
          UpdateExpression: 'SET expiresAt = :expires',
          ConditionExpression: 'attribute_not_exists(retiredAt)',
          ExpressionAttributeValues: { ':expires': expires(now) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return dayIn(Attributes);
    },

    async readingDayBefore(at) {
      for await (const day of daysFrom(at, '<')) if (day.closing !== undefined) return day;
      return undefined;
    },

    async readingDayAfter(at) {
      for await (const day of daysFrom(at, '>')) return day;
      return undefined;
    },

    async isRetired({ shard, day }) {
      const found = await getItem(table, readingDay, keys.readingDay(shard, day));
      // Once the next day is retired, too, nothing tells of this one any more.
      return found === undefined || found.retiredAt !== undefined;
    },

    async opening({ shard, day }, opening) {
      if (opening === undefined) return noCounters;
      const { pk, sk } = keys.opening(shard, day, opening.version, 0);
      const items = await itemsUnder(table, pk, sk.slice(0, sk.lastIndexOf('#') + 1));
      if (items.length !== opening.parts) return undefined;
      return unpackCounters(items.map((item) => z.parse(stored, item).body));
    },

    async replaceOpening({ shard, day }, before, counters, basis, now) {
      const version = randomUUID();
      const parts = packCounters(counters);
      for (const [part, body] of parts.entries()) {
        const key = keys.opening(shard, day, version, part);
        await client.send(
          new PutCommand({ TableName, Item: { ...key, body, expiresAt: expires(now) } }),
        );
      }
      // One that was made of what the day before ended with earlier must not come last: when that
      // day is retired, nobody can make another.
      const replaced = await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keys.readingDay(shard, day),
            UpdateExpression: 'SET opening = :opening',
            ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(retiredAt) AND ${
              before === undefined ? 'attribute_not_exists(opening)' : 'opening.version = :before'
            }`,
            ExpressionAttributeValues: {
              ':opening': { version, parts: parts.length, basis },
              ...(before === undefined ? {} : { ':before': before.version }),
            },
          }),
        ),
      );
      const gone = replaced ? before : { version, parts: parts.length };
      for (let part = 0; part < (gone?.parts ?? 0); part++) {
        const Key = keys.opening(shard, day, gone?.version ?? '', part);
        await client.send(new DeleteCommand({ TableName, Key }));
      }
      return replaced;
    },

    async close({ shard, day }, fence, { started, closing }) {
      const Key = keys.readingDay(shard, day);
      const written = await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression: 'SET started = :started, closing = :closing, fence = :fence',
            ConditionExpression:
              'attribute_exists(pk) AND attribute_not_exists(retiredAt) AND ' +
              '(attribute_not_exists(fence) OR fence < :fence)',
            ExpressionAttributeValues: {
              ':started': started,
              ':closing': closing,
              ':fence': fence,
            },
          }),
        ),
      );
      if (written) return closing;
      const [found] = await itemsUnder(table, Key.pk, Key.sk);
      return found === undefined ? closing : (dayIn(found).closing ?? closing);
    },

    markPending: (at, now) => markPending(table, at, now),
  };
}

function dayIn(item: unknown): ReadingDay {
  const { sk, ...rest } = z.parse(readingDay, item);
  return { ...rest, day: sk };
}
