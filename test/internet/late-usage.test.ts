/** Usage that comes after its billing period has closed, through the fold, on a real engine. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  foldShardDay,
  type FoldDeps,
} from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import { foldStore, type FoldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { keys } from '../../shared/table/keys.ts';
import { adjustedDays, adjustmentOn } from '../../shared/usage-adjustment.ts';
import { isRevised, readUsagePeriod } from '../../shared/usage-period.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { itemOf } from '../support/items.ts';
import { meter } from '../support/metered-table.ts';
import { accountOf, packedChunkOf, type PlainRecord } from './chunks.ts';
import { foldDeps } from './fold-deps.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const day = '2026-11-10';
const periodStart = '2026-11-09';
const noon = Date.parse('2026-11-10T17:00:00Z');
/** The period ends with 8 December in Montréal; 72 hours later it is closed. */
const lastOpen = '2026-12-12T04:59:59Z';
const closed = '2026-12-12T05:00:00Z';
const clock = fixedClock(lastOpen);

/** A shard, a service and an account of its own for each test: they share the engine. */
let shard = 0;
let service = '';
beforeEach(async () => {
  clock.set(lastOpen);
  service = `inet-${++shard}`;
  await provision();
});

const put = (Item: Record<string, unknown>) =>
  engine.table.client.send(new PutCommand({ TableName: engine.table.name, Item }));
const provision = (over: Record<string, unknown> = {}) =>
  put({
    ...keys.usageHeader(accountOf(service), service),
    ...{ serviceId: service, timeZone: 'America/Toronto', planId: 'internet-120' },
    cycles: [{ from: '0001-01-01', day: 9 }],
    onFileAt: Date.parse('2026-01-01T00:00:00Z'),
    ...over,
  });

const depsWith = (store: FoldStore = foldStore(engine.table)): FoldDeps => ({
  ...foldDeps(store, clock),
  pause: () => sleep(Math.random() * 5),
});
const fold = (store?: FoldStore) => foldShardDay(depsWith(store), { shard, day });

let tokens = 0;
async function arrive(index: number, change: Partial<PlainRecord> = {}, receivedAt = index) {
  const record: PlainRecord = {
    ...{ service, recordId: `r-${index}`, index },
    ...{ start: noon + index * 60_000, end: noon + (index + 1) * 60_000 },
    ...{ down: 1000n + BigInt(index), up: 10n },
    ...change,
  };
  const batch = { batchId: `b-${receivedAt}-${++tokens}`, receivedAt };
  const { part, body } = packedChunkOf(batch, [record], periodStart);
  await put({ ...keys.chunk(shard, day, batch.batchId, part), body });
  await put({ ...keys.pending(shard, day), token: `token-${tokens}` });
}

async function shown() {
  const item = await itemOf(
    engine.table,
    keys.usagePeriod(accountOf(service), service, periodStart),
  );
  const usage = item && readUsagePeriod(item).days.get(day);
  return usage && { total: [usage.down, usage.up], revised: isRevised(usage) };
}
async function adjustment() {
  const key = keys.usageAdjustment(accountOf(service), service, periodStart, day);
  const item = await itemOf(engine.table, key);
  return item && [item['down'], item['up']];
}
/** What the bill of a period has of it, as who makes the bill finds it. */
async function onBill(bill: string) {
  const key = keys.usageAdjustment(accountOf(service), service, periodStart, day);
  const mark = await itemOf(engine.table, keys.adjustedFor(accountOf(service), service, bill));
  const isMarked =
    mark !== undefined && z.parse(adjustedDays, mark).days.has(`${periodStart}#${day}`);
  const item = isMarked ? await itemOf(engine.table, key) : undefined;
  const found = item && adjustmentOn(item, bill);
  return found && [found.down, found.up];
}

/** Counted and billed: 1000 down, 10 up. */
async function billed() {
  await arrive(0);
  await fold();
  clock.set(closed);
}

describe('usage of a period', () => {
  it('counts without more until the grace is over', async () => {
    await arrive(0);
    await fold();
    await arrive(1);
    await fold();
    expect(await shown()).toEqual({ total: [2001n, 20n], revised: false });
    expect(await adjustment()).toBeUndefined();
  });

  it('that comes later marks its day, and leaves the difference to the next bill', async () => {
    await billed();
    await arrive(1);
    expect(await fold()).toBe(1);
    expect(await shown()).toEqual({ total: [2001n, 20n], revised: true });
    expect(await adjustment()).toEqual([1001, 10]);
  });

  it('of a day that had none is all of it an adjustment', async () => {
    clock.set(closed);
    await arrive(3);
    await fold();
    expect(await shown()).toEqual({ total: [1003n, 10n], revised: true });
    expect(await adjustment()).toEqual([1003, 10]);
  });

  it('that comes in several folds is one adjustment, to what was billed', async () => {
    await billed();
    for (const index of [1, 2, 3]) {
      await arrive(index);
      await fold();
    }
    expect(await shown()).toEqual({ total: [4006n, 40n], revised: true });
    expect(await adjustment()).toEqual([3006, 30]);
    const key = keys.usageAdjustment(accountOf(service), service, periodStart, day);
    expect(await itemOf(engine.table, key)).toMatchObject({
      ...{ serviceId: service, periodStart, day, writtenAt: Date.parse(closed) },
    });
  });

  it('that is taken back is credited, and given again is nothing', async () => {
    await billed();
    await arrive(0, { down: 400n, up: 4n }, -1);
    await fold();
    expect(await shown()).toEqual({ total: [400n, 4n], revised: true });
    expect(await adjustment()).toEqual([-600, -6]);
    await arrive(9, { down: 600n, up: 6n });
    await fold();
    expect(await shown()).toEqual({ total: [1000n, 10n], revised: false });
    expect(await adjustment()).toEqual([0, 0]);
  });

  it('is exact beyond 2^53, both ways', async () => {
    const much = 2n ** 63n;
    await arrive(0, { down: much });
    await fold();
    clock.set(closed);
    await arrive(1, { down: much, up: 1n });
    await fold();
    expect(await adjustment()).toEqual([String(much), 1]);
    await arrive(0, { down: 0n }, -1);
    await arrive(1, { down: 0n }, -1);
    await fold();
    expect(await adjustment()).toEqual([String(-much), 10]);
  });

  it.each([
    ['before the service was on file', { onFileAt: Date.parse(closed) }],
    ['where the time zone is later', { timeZone: 'America/Vancouver' }],
  ])('that had not closed here is none: %s', async (_, over) => {
    await provision(over);
    await billed();
    await arrive(1);
    await fold();
    expect(await shown()).toEqual({ total: [2001n, 20n], revised: false });
    expect(await adjustment()).toBeUndefined();
  });

  it('of an account that is not on file is counted, and adjusts nothing', async () => {
    service = `inet-9${shard}`;
    await billed();
    await arrive(1);
    await fold();
    expect(await shown()).toEqual({ total: [2001n, 20n], revised: false });
  });
});

/** Throws before or after the n-th call, as a killed process would stop there. */
function dyingStore(n: number, when: 'before' | 'after') {
  let calls = 0;
  const dying = new Proxy(foldStore(engine.table), {
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

describe('a fold of late usage', () => {
  it.each(['before', 'after'] as const)('killed %s any step ends the same', async (when) => {
    for (let step = 1, done = false; !done; step++) {
      service = `inet-${++shard}`;
      await provision();
      clock.set(lastOpen);
      await billed();
      await arrive(1);
      const { store, survived } = dyingStore(step, when);
      await fold(store).catch(() => undefined);
      done = survived();
      // More comes before the next one.
      await arrive(2);
      await fold();
      await fold();
      expect(await shown()).toEqual({ total: [3003n, 30n], revised: true });
      expect(await adjustment()).toEqual([2003, 20]);
      expect(await onBill('2026-12-09')).toEqual([2003n, 20n]);
    }
  });

  it('killed at any call, and repeated when another bill is open, is on one of the two', async () => {
    for (let calls = 0, done = false; !done; calls++) {
      service = `inet-${++shard}`;
      await provision();
      clock.set(lastOpen);
      await billed();
      await arrive(1);
      done = await fold(foldStore(dyingTable(engine.table, calls))).then(
        () => true,
        () => false,
      );
      clock.set('2027-01-12T05:00:00Z');
      await fold();
      await arrive(2);
      await fold();
      const bills = [await onBill('2026-12-09'), await onBill('2027-01-09')];
      const sum = bills.reduce((total, one) => total + (one?.[0] ?? 0n), 0n);
      expect([calls, sum]).toEqual([calls, 2003n]);
    }
  });

  it('that is taken back is credited on the bill that is open then', async () => {
    await billed();
    await arrive(1);
    await fold();
    clock.set('2027-01-12T05:00:00Z');
    await arrive(1, { down: 1n, up: 10n }, -1);
    await fold();
    expect(await adjustment()).toEqual([1, 10]);
    expect(await onBill('2026-12-09')).toEqual([1001n, 10n]);
    expect(await onBill('2027-01-09')).toEqual([-1000n, 0n]);
    await arrive(1, { down: 0n, up: 0n }, -2);
    await fold();
    expect(await adjustment()).toEqual([0, 0]);
    expect(await onBill('2027-01-09')).toEqual([-1001n, -10n]);
  });

  it('killed while the period was open, and repeated when it is closed, adjusts nothing', async () => {
    await arrive(0);
    const { store } = dyingStore(6, 'after');
    await fold(store).catch(() => undefined);
    expect(await shown()).toEqual({ total: [1000n, 10n], revised: false });
    clock.set(closed);
    await fold();
    expect(await shown()).toEqual({ total: [1000n, 10n], revised: false });
    expect(await adjustment()).toBeUndefined();
  });

  it('four at once end as one does', async () => {
    for (let round = 0; round < 5; round++) {
      service = `inet-${++shard}`;
      await provision();
      clock.set(lastOpen);
      await billed();
      await arrive(1);
      const all = await Promise.allSettled([1, 2, 3, 4].map(() => fold()));
      if (all.some(({ status }) => status === 'rejected')) await fold();
      expect(await shown()).toEqual({ total: [2001n, 20n], revised: true });
      expect(await adjustment()).toEqual([1001, 10]);
    }
  });

  it('of an older fence changes neither total nor adjustment', async () => {
    const store = foldStore(engine.table);
    const at = { shard, day };
    const of = (down: bigint) => ({
      ...{ serviceId: service, accountNumber: accountOf(service), periodStart },
      ...{ down, up: 0n, lastEnd: noon },
    });
    await store.writeDay(at, 3, of(5n));
    expect(await store.writeClosedDay(at, 7, of(9n))).toEqual({ down: 5n, up: 0n });
    const billed = { bill: '2026-12-09', now: clock.now() };
    await store.writeAdjustment(at, 7, of(9n), { down: 4n, up: 0n, ...billed });
    expect(await store.writeClosedDay(at, 6, of(8n))).toBeUndefined();
    await store.writeAdjustment(at, 6, of(8n), { down: 3n, up: 0n, ...billed });
    await store.writeAdjustment(at, 6, of(8n), { down: 0n, up: 0n, ...billed });
    expect(await shown()).toEqual({ total: [9n, 0n], revised: true });
    expect(await adjustment()).toEqual([4, 0]);
  });

  it('leaves what the bills keep beside an adjustment', async () => {
    await billed();
    await arrive(1);
    await fold();
    const key = keys.usageAdjustment(accountOf(service), service, periodStart, day);
    await put({ ...(await itemOf(engine.table, key)), billedDown: 1001 });
    await arrive(2);
    await fold();
    expect(await itemOf(engine.table, key)).toMatchObject({ down: 2003, billedDown: 1001 });
  });

  it('asks for headers only when a period may have closed', async () => {
    const counted = meter(engine.table);
    const asked = () => counted.read().operations.filter((one) => one.startsWith('BatchGet'));
    // Nothing to look at in the period's terms, which would be another reason.
    await put({ ...keys.usagePeriod(accountOf(service), service, periodStart), look: 'never' });
    // Three days after the first zone of the world has left the day behind.
    clock.set('2026-11-13T09:59:59Z');
    await arrive(0);
    counted.reset();
    await fold();
    expect(asked()).toEqual([]);
    clock.set('2026-11-13T10:00:00Z');
    await arrive(1);
    counted.reset();
    await fold();
    expect(asked()).toHaveLength(1);
  });
});
