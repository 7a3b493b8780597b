import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldMessages } from '../../functions/internet/aggregate-usage/fold/fold-messages.ts';
import {
  foldShardDay,
  type FoldDeps,
} from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import {
  foldStore,
  type FoldStore,
  type ShardDay,
} from '../../functions/internet/aggregate-usage/fold/store.ts';
import { usageStore } from '../../functions/internet/store.ts';
import { addDays, startOfDay } from '../../shared/calendar.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { accountOf, packedChunkOf, type PlainBatch, type PlainRecord } from './chunks.ts';
import { foldDeps } from './fold-deps.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const clock = fixedClock('2026-11-23T12:00:00Z');
const day = '2026-11-10';
const periodStart = '2026-11-09';
const noon = Date.parse('2026-11-10T12:00:00Z');

/** A shard of its own for each test: they share the engine. */
let shards = 0;
const freshShard = (): ShardDay => ({ shard: ++shards, day });
const depsWith = (store: FoldStore = foldStore(engine.table)): FoldDeps => ({
  ...foldDeps(store, clock),
  pause: () => sleep(Math.random() * 5),
});

let tokens = 0;
async function arrive(
  at: ShardDay,
  { batchId, receivedAt, records }: PlainBatch,
  first = periodStart,
) {
  const { part, body } = packedChunkOf({ batchId, receivedAt }, records, first);
  const put = (Item: Record<string, unknown>) =>
    engine.table.client.send(new PutCommand({ TableName: engine.table.name, Item }));
  await put({ ...keys.chunk(at.shard, at.day, batchId, part), body });
  await put({ ...keys.pending(at.shard, at.day), token: `token-${++tokens}` });
}

async function item(key: { pk: string; sk: string }) {
  const { Item } = await engine.table.client.send(
    new GetCommand({ TableName: engine.table.name, Key: key, ConsistentRead: true }),
  );
  return Item;
}

const isPending = async ({ shard, day }: ShardDay) =>
  (await item(keys.pending(shard, day))) !== undefined;

/** Services have names of their own in each test, for the same reason. */
const serviceOf = ({ shard }: ShardDay, n: number) => `inet-${shard * 10 + n}`;

function record(at: ShardDay, n: number, index: number, changes: Partial<PlainRecord> = {}) {
  return {
    service: serviceOf(at, n),
    recordId: `r-${index}`,
    index,
    start: noon + index * 60_000,
    end: noon + (index + 1) * 60_000,
    down: 1000n + BigInt(index),
    up: 10n,
    ...changes,
  };
}

async function total(at: ShardDay, n: number) {
  const service = serviceOf(at, n);
  const found = await item(keys.usagePeriod(accountOf(service), service, periodStart));
  const [down, up, , minutes] = (found?.['1110'] ?? []) as number[];
  return found === undefined ? undefined : [down, up, minutes];
}

const outcome = async (at: ShardDay, batchId: string) => {
  const found = await item(keys.batchFold(batchId, at.shard, at.day));
  const list = (name: string): unknown =>
    found?.[name] === undefined
      ? []
      : JSON.parse(zstdDecompressSync(found[name] as Buffer).toString());
  return {
    counted: found?.['counted'] as unknown,
    duplicates: list('duplicates'),
    conflicts: list('conflicts'),
  };
};

async function checkpoints({ shard, day }: ShardDay) {
  const { Items = [] } = await engine.table.client.send(
    new QueryCommand({
      TableName: engine.table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.shardDay(shard, day), ':sk': 'FOLDED#' },
    }),
  );
  return Items.length;
}

/** Three services, with a duplicate and a conflict between two batches. */
async function threeServices(at: ShardDay) {
  await arrive(at, {
    batchId: `a-${at.shard}`,
    receivedAt: 1,
    records: [record(at, 1, 0), record(at, 2, 1), record(at, 3, 2)],
  });
  await arrive(at, {
    batchId: `b-${at.shard}`,
    receivedAt: 2,
    records: [
      record(at, 1, 0),
      record(at, 2, 1, { up: 99n }),
      record(at, 3, 2, { recordId: 'other', down: 5n }),
    ],
  });
}
async function expectThreeServices(at: ShardDay) {
  expect(await total(at, 1)).toEqual([1000, 10, 721]);
  expect(await total(at, 2)).toEqual([1001, 10, 722]);
  expect(await total(at, 3)).toEqual([1007, 20, 723]);
  expect(await outcome(at, `a-${at.shard}`)).toEqual({ counted: 3, duplicates: [], conflicts: [] });
  expect(await outcome(at, `b-${at.shard}`)).toEqual({
    counted: 1,
    duplicates: [{ index: 0, recordId: 'r-0' }],
    conflicts: [{ index: 1, recordId: 'r-1' }],
  });
}

/** Throws before or after the n-th call, as a killed process would stop there. */
function dyingStore(n: number, when: 'before' | 'after') {
  let calls = 0;
  const store = foldStore(engine.table);
  const dying = new Proxy(store, {
    get:
      (target, name: keyof FoldStore) =>
      async (...args: unknown[]) => {
        calls++;
        if (calls > n || (calls === n && when === 'before')) throw new Error('killed');
        const result = await (target[name] as (...all: unknown[]) => Promise<unknown>)(...args);
        if (calls >= n) throw new Error('killed');
        return result;
      },
  });
  return { store: dying, survived: () => calls < n };
}

describe('folding a shard-day', () => {
  it('writes totals and outcomes, keeps one checkpoint and clears the mark', async () => {
    const at = freshShard();
    await threeServices(at);
    expect(await foldShardDay(depsWith(), at)).toBe(3);
    await expectThreeServices(at);
    expect(await isPending(at)).toBe(false);
    expect(await checkpoints(at)).toBe(1);
    expect(await foldShardDay(depsWith(), at)).toBeUndefined();
  });

  it('writes only what a new chunk changed', async () => {
    const at = freshShard();
    await threeServices(at);
    await foldShardDay(depsWith(), at);
    await arrive(at, { batchId: 'c', receivedAt: 3, records: [record(at, 2, 7)] });
    expect(await foldShardDay(depsWith(), at)).toBe(1);
    expect(await total(at, 2)).toEqual([2008, 20, 728]);
    expect(await checkpoints(at)).toBe(1);
  });

  it('tells a batch anew when an earlier arrival turns its record into a duplicate', async () => {
    const at = freshShard();
    await arrive(at, { batchId: 'second', receivedAt: 9, records: [record(at, 1, 0)] });
    await foldShardDay(depsWith(), at);
    await arrive(at, { batchId: 'first', receivedAt: 5, records: [record(at, 1, 0)] });
    expect(await foldShardDay(depsWith(), at)).toBe(0);
    expect(await outcome(at, 'first')).toMatchObject({ counted: 1, duplicates: [] });
    expect(await outcome(at, 'second')).toMatchObject({
      counted: 0,
      duplicates: [{ index: 0, recordId: 'r-0' }],
    });
  });

  it.each(['before', 'after'] as const)(
    'killed %s any step and started again, it ends the same',
    async (when) => {
      for (let step = 1, done = false; !done; step++) {
        const at = freshShard();
        await threeServices(at);
        const { store, survived } = dyingStore(step, when);
        await foldShardDay(depsWith(store), at).catch(() => undefined);
        done = survived();
        await foldShardDay(depsWith(), at);
        await expectThreeServices(at);
        expect(await isPending(at)).toBe(false);
      }
    },
  );

  it('takes back what a killed fold wrote, though the last checkpoint says the same', async () => {
    const at = freshShard();
    const fact = record(at, 1, 0);
    await arrive(at, { batchId: 'b1', receivedAt: 10, records: [fact] });
    await foldShardDay(depsWith(), at);
    // The killed fold counts it; then an earlier arrival makes it a conflict.
    const extra = record(at, 1, 1, { down: 7n });
    await arrive(at, { batchId: 'b2', receivedAt: 20, records: [extra] });
    const uncommitted = {
      ...foldStore(engine.table),
      commit: () => Promise.reject(new Error('killed')),
    };
    await expect(foldShardDay(depsWith(uncommitted), at)).rejects.toThrow('killed');
    expect(await total(at, 1)).toEqual([1007, 20, 722]);
    await arrive(at, {
      batchId: 'b0',
      receivedAt: 1,
      records: [record(at, 1, 0), record(at, 1, 1, { down: 0n, up: 0n, end: fact.end })],
    });
    await foldShardDay(depsWith(), at);
    expect(await total(at, 1)).toEqual([1000, 10, 721]);
  });

  it('four at once end as one does', async () => {
    for (let round = 0; round < 5; round++) {
      const at = freshShard();
      await threeServices(at);
      const all = await Promise.allSettled([1, 2, 3, 4].map(() => foldShardDay(depsWith(), at)));
      // Who kept being overtaken fails and is delivered again.
      if (all.some(({ status }) => status === 'rejected')) await foldShardDay(depsWith(), at);
      await expectThreeServices(at);
      expect(await isPending(at)).toBe(false);
      expect(await checkpoints(at)).toBe(1);
    }
  });

  it('leaves the mark when a chunk comes while it folds', async () => {
    const at = freshShard();
    await threeServices(at);
    const real = foldStore(engine.table);
    const store: FoldStore = {
      ...real,
      chunks: async (where) => {
        const chunks = await real.chunks(where);
        await arrive(at, { batchId: 'late', receivedAt: 9, records: [record(at, 1, 8)] });
        return chunks;
      },
    };
    await foldShardDay(depsWith(store), at);
    await expectThreeServices(at);
    expect(await isPending(at)).toBe(true);
    expect(await foldShardDay(depsWith(), at)).toBe(1);
    expect(await total(at, 1)).toEqual([2008, 20, 729]);
    expect(await isPending(at)).toBe(false);
  });

  it('of an older fence cannot overwrite a newer total', async () => {
    const at = freshShard();
    const store = foldStore(engine.table);
    const of = (down: bigint) => ({
      serviceId: serviceOf(at, 1),
      accountNumber: accountOf(serviceOf(at, 1)),
      periodStart,
      ...{ down, up: 0n, lastEnd: noon },
    });
    expect(await store.writeDay(at, 7, of(7n))).toBeDefined();
    expect(await store.writeDay(at, 6, of(6n))).toBeUndefined();
    expect(await store.writeDay(at, 7, of(8n))).toBeDefined();
    expect(await total(at, 1)).toEqual([8, 0, 720]);
  });

  it('reads shard-days beyond what one query gives, and totals beyond 2^53', async () => {
    const at = freshShard();
    const most = 2n ** 64n - 1n;
    for (let batch = 0; batch < 30; batch++) {
      // Ids that do not compress: 30 chunks of about 130 kB are four pages.
      const records = Array.from({ length: 2500 }, (_, index) =>
        record(at, 1, index, { recordId: noise(batch * 2500 + index), down: most, up: 1n }),
      );
      await arrive(at, { batchId: `big-${batch}`, receivedAt: batch, records });
    }
    expect(await foldShardDay(depsWith(), at)).toBe(1);
    expect(await total(at, 1)).toEqual([String(75_000n * most), 75_000, 720 + 2500]);
  });
});

/** 64 characters that differ everywhere from number to number. */
function noise(n: number) {
  let state = Math.imul(n + 1, 0x9e3779b1);
  let text = '';
  while (text.length < 64) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + n;
    state ^= state >>> 12;
    text += String.fromCharCode(33 + ((state >>> 0) % 94));
  }
  return text;
}

describe('fold messages', () => {
  const message = (body: string, received = 1) => ({
    messageId: body,
    body,
    attributes: { ApproximateReceiveCount: String(received) },
  });
  const run = (deps: FoldDeps, ...records: ReturnType<typeof message>[]) =>
    foldMessages(deps, 5)({ Records: records as never });
  const order = (at: ShardDay) => JSON.stringify({ runId: `run-${at.shard}`, ...at });
  const part = ({ shard, day }: ShardDay) => item(keys.runPart(`run-${shard}`, shard, day));

  it('reports exactly the one that failed, and the part of each other as done', async () => {
    const good = [freshShard(), freshShard()] as const;
    const poisoned = freshShard();
    for (const at of [...good, poisoned]) await threeServices(at);
    const real = foldStore(engine.table);
    const store: FoldStore = {
      ...real,
      chunks: (at) =>
        at.shard === poisoned.shard ? Promise.reject(new Error('poison')) : real.chunks(at),
    };
    const sent = [good[0], poisoned, good[1]].map((at) => message(order(at)));
    expect(await run(depsWith(store), ...sent)).toEqual({
      batchItemFailures: [{ itemIdentifier: order(poisoned) }],
    });
    for (const at of good)
      expect(await part(at)).toMatchObject({ status: 'done', totalsWritten: 3 });
    expect(await part(poisoned)).toBeUndefined();

    await run(depsWith(store), message(order(poisoned), 5));
    expect(await part(poisoned)).toMatchObject({ status: 'failed' });
    await run(depsWith(), message(order(poisoned), 1));
    expect(await part(poisoned)).toMatchObject({ status: 'done', totalsWritten: 3 });
  });

  it('delivered again after it was done, it keeps what the first delivery told', async () => {
    const at = freshShard();
    await threeServices(at);
    await run(depsWith(), message(order(at)));
    expect(await run(depsWith(), message(order(at), 2))).toEqual({ batchItemFailures: [] });
    expect(await part(at)).toMatchObject({ status: 'done', totalsWritten: 3 });
  });

  it.each(['', '{', '[]', '{"runId":"r","shard":"1","day":"2026-11-10"}'])(
    'gives up %j as malformed',
    async (body) => {
      expect((await run(depsWith(), message(body))).batchItemFailures).toHaveLength(1);
    },
  );
});

describe('30 measured days over the clock change of November 2022', () => {
  const timeZone = 'America/Toronto';
  const measured = readFileSync(
    join(import.meta.dirname, '../data/measured-daily-usage-a.csv'),
    'utf8',
  )
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [date = '', down = '0', up = '0'] = line.split(',');
      return { date, down: BigInt(down), up: BigInt(up) };
    });

  /** A day's bytes in records of 15 minutes: 96 of them, 100 on the day of 25 hours. */
  function recordsOf({ date, down, up }: (typeof measured)[number]): PlainRecord[] {
    const from = startOfDay(date, timeZone);
    const count = (startOfDay(addDays(date, 1), timeZone) - from) / 900_000;
    const share = (bytes: bigint, i: number) =>
      bytes / BigInt(count) + (BigInt(i) < bytes % BigInt(count) ? 1n : 0n);
    return Array.from({ length: count }, (_, i) => ({
      service: 'inet-9999',
      recordId: `${date}-${i}`,
      index: i,
      start: from + i * 900_000,
      end: from + (i + 1) * 900_000,
      down: share(down, i),
      up: share(up, i),
    }));
  }

  it('sent twice, in other batches and reversed, are counted to the byte', async () => {
    const firstDay = '2022-10-09';
    for (const one of measured) {
      const at = { shard: 9999, day: one.date };
      const records = recordsOf(one);
      expect(records).toHaveLength(one.date === '2022-11-06' ? 100 : 96);
      const half = records.slice(0, 50);
      await arrive(
        at,
        { batchId: `all-${one.date}`, receivedAt: 2, records: records.toReversed() },
        firstDay,
      );
      await foldShardDay(depsWith(), at);
      await arrive(at, { batchId: `half-${one.date}`, receivedAt: 1, records: half }, firstDay);
      await foldShardDay(depsWith(), at);
    }
    const header = keys.usageHeader(accountOf('inet-9999'), 'inet-9999');
    await engine.table.client.send(
      new PutCommand({
        TableName: engine.table.name,
        Item: {
          ...header,
          ...{ timeZone, cycles: [{ from: '0001-01-01', day: 9 }], planId: 'internet-120' },
        },
      }),
    );
    const usage = await usageStore(engine.table).load(
      accountOf('inet-9999'),
      'inet-9999',
      firstDay,
    );
    const days = usage?.periods.get(firstDay);
    expect([...(days ?? [])].map(([date, { down, up }]) => ({ date, down, up }))).toEqual(measured);
    expect(days?.get('2022-11-06')?.lastEnd).toBe(Date.parse('2022-11-07T05:00:00Z'));
  });
});
