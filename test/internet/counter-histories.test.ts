/** Whatever happens to readings on their way, the totals are what was used. */
import { hash } from 'node:crypto';
import { fc } from '../support/properties.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldShardDay } from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import {
  foldStore,
  type FoldStore,
  type ShardDay,
} from '../../functions/internet/aggregate-usage/fold/store.ts';
import type { NameTable } from '../../functions/internet/name-table.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { readBatch } from '../../functions/internet/usage-intake/read-batch.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import type { Service } from '../../functions/internet/usage-intake/service.ts';
import { intakeStore } from '../../functions/internet/usage-intake/store.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import type { TextBody } from '../../shared/http/operation.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { shardDayOf } from '../../shared/table/keys.ts';
import { readUsagePeriod } from '../../shared/usage-period.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import {
  history,
  receivedAt,
  services,
  timeZone,
  used,
  type History,
} from './counter-histories.ts';
import { elementsOf, ipdrDocument } from './ipdr-documents.ts';
import { memoryFoldStore } from './memory-fold-store.ts';
import { foldDeps } from './fold-deps.ts';

/** The suite runs two thousand; a slow run more. */
const histories = Number(process.env['USAGE_HISTORIES'] ?? 2000);

const clock = fixedClock(new Date(receivedAt).toISOString());
const serviceOf = (serviceId: string): Service => ({
  ...{ serviceId, accountNumber: '50000000001', type: 'internet', timeZone },
  ...{ cycles: [{ from: beginningOfTime, day: 1 }], shard: 0 },
});
const intake = {
  store: {
    modems: () =>
      Promise.resolve(
        new Map(
          services.map(
            (serviceId, i) => [`00000000000${i + 1}`, [{ serviceId, from: 0 }]] as const,
          ),
        ),
      ),
  },
  resolve: (names: NameTable) => Promise.resolve(names.texts().map(serviceOf)),
};

type Records = History['batches'][number];
const written: Record<History['form'], (records: Records) => TextBody> = {
  json: (records) => ({ text: JSON.stringify(records), mediaType: 'application/json' }),
  csv: (records) => {
    const names = [...new Set(records.flatMap((one) => Object.keys(one)))];
    const rows = records.map((one) => names.map((name) => String(one[name] ?? '')).join(','));
    return { text: [names.join(','), ...rows].join('\n'), mediaType: 'text/csv' };
  },
  xml: (records) => ({
    text: ipdrDocument(records.map(elementsOf)),
    mediaType: 'application/xml',
  }),
};

async function packed(records: Records, form: History['form'], arrival: number) {
  const checked = checkBatch(readBatch(written[form](records)), receivedAt);
  expect(checked.rejected).toEqual([]);
  const batchId = hash('sha256', JSON.stringify([arrival, records]), 'base64url').slice(0, 22);
  const arrived = { batchId, receivedAt: receivedAt + arrival };
  const { chunks, waiting } = await packChecked(intake, arrived, checked);
  expect(waiting).toEqual([]);
  return chunks;
}

/** Throws at one of its next calls, as a killed process would stop there. */
function dying(store: FoldStore, calls: number): FoldStore {
  let left = calls;
  return new Proxy(store, {
    get:
      (target, name: keyof FoldStore) =>
      async (...args: unknown[]) => {
        if (left-- === 0) throw new Error('killed');
        return (target[name] as (...all: unknown[]) => Promise<unknown>)(...args);
      },
  });
}

type Course = {
  /** In which order the batches come. */
  order: Iterator<number>;
  /** After a batch: whether folds run, and after how many calls each of them is killed. */
  folds: Iterator<'none' | 'some' | 'all'>;
  kills: Iterator<number | null>;
  delays: Iterator<number>;
};
const course: fc.Arbitrary<Course> = fc.record({
  order: fc.infiniteStream(fc.nat()),
  folds: fc.infiniteStream(fc.constantFrom('none', 'none', 'some', 'all')),
  kills: fc.infiniteStream(fc.option(fc.nat(25), { freq: 2 })),
  delays: fc.infiniteStream(fc.oneof(fc.constant(0), fc.nat(40))),
});
const next = <T>(stream: Iterator<T>) => stream.next().value as T;

/** Where folds are made: in memory or on an engine. */
type Place = {
  store: FoldStore;
  arrive: (chunks: readonly StoredChunk[]) => Promise<void>;
  pending: () => Promise<ShardDay[]>;
};

async function live(
  place: Place,
  { batches, form }: History,
  { order, folds, kills }: Omit<Course, 'delays'>,
) {
  const fold = (at: ShardDay, store = place.store) => foldShardDay(foldDeps(store, clock), at);
  // Each keeps the time of its first arrival, whenever it is seen; some are seen twice.
  const arrivals = batches
    .map((records, arrival) => ({ records, arrival, rank: next(order) }))
    .flatMap((one) => (one.rank % 5 === 0 ? [one, { ...one, rank: next(order) }] : [one]))
    .sort((a, b) => a.rank - b.rank);
  for (const { records, arrival } of arrivals) {
    await place.arrive(await packed(records, form, arrival));
    const how = next(folds);
    if (how === 'none') continue;
    const chosen = (await place.pending()).filter(() => how === 'all' || next(order) % 2 === 0);
    const twice = chosen.flatMap((at) => (next(order) % 4 === 0 ? [at, at] : [at]));
    await Promise.allSettled(
      twice.map((at) => {
        const calls = next(kills);
        return calls === null ? fold(at) : fold(at, dying(place.store, calls));
      }),
    );
  }
  for (let rounds = 0; ; rounds++) {
    const left = await place.pending();
    if (left.length === 0) return;
    if (rounds > 30) throw new Error('The folds do not come to rest');
    for (const at of left) await fold(at);
  }
}

type Totals = Record<string, { down: bigint; up: bigint }>;
const withUsage = (totals: Totals) =>
  Object.fromEntries(Object.entries(totals).filter(([, { down, up }]) => down + up > 0n));

describe('histories of counters', () => {
  it(
    'come to what was used, in any order, repeated, in any batches, with folds at any time',
    async () => {
      await fc.assert(
        fc.asyncProperty(history, course, async (story, how) => {
          const memory = memoryFoldStore(() => next(how.delays));
          await live(memory, story, how);
          const totals = memory.totals().map(([name, { down, up }]) => [name, { down, up }]);
          expect(withUsage(Object.fromEntries(totals) as Totals)).toEqual(used(story.told));

          const told = memory.outcomes();
          const sum = (count: (one: (typeof told)[number]) => number) =>
            told.reduce((all, one) => all + count(one), 0);
          expect(sum(({ counted }) => counted)).toBe(story.told.length);
          expect(sum((one) => one.counted + one.duplicates.length + one.conflicts.length)).toBe(
            story.batches.flat().length,
          );
        }),
        { numRuns: histories },
      );
    },
    histories * 100,
  );

  describe('on an engine', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await startEngine();
    });
    afterAll(() => engine.stop());

    it('come to the same', { timeout: 120_000 }, async () => {
      const intakes = intakeStore(engine.table);
      let shard = 0;
      await fc.assert(
        fc.asyncProperty(history, course, async (story, how) => {
          // Histories share the engine, each with a shard and names of its own.
          const own = ++shard;
          const named = (chunk: StoredChunk) => ({ ...chunk, shard: own });
          const place: Place = {
            store: inNames(foldStore(engine.table), own),
            arrive: async (chunks) => {
              await intakes.putChunks(chunks.map(named));
              await intakes.markPending(chunks.map(named), clock.now());
            },
            pending: async () =>
              (await itemsUnder(engine.table, 'PENDING', String(own).padStart(4, '0'))).map(
                (item) => shardDayOf(String(item['sk'])),
              ),
          };
          await live(place, story, how);
          const totals: Totals = {};
          for (const service of services) {
            const prefix = `USAGE#${service}.${own}#`;
            for (const item of await itemsUnder(engine.table, `ACCOUNT#50000000001`, prefix)) {
              for (const [day, { down, up }] of readUsagePeriod(item).days)
                totals[`${service} ${day}`] = { down, up };
            }
          }
          expect(withUsage(totals)).toEqual(used(story.told));
        }),
        { numRuns: 40 },
      );
    });
  });
});

/** Writes the totals of services under names of their own. */
const inNames = (store: FoldStore, own: number): FoldStore => ({
  ...store,
  writeDay: (at, fence, total) =>
    store.writeDay(at, fence, { ...total, serviceId: `${total.serviceId}.${own}` }),
});
