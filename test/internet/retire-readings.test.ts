/** Counters go on exactly after old days are gone: on a real engine, day by day over the border. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { carryStore } from '../../functions/internet/aggregate-usage/fold/carry.store.ts';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { addDays } from '../../shared/calendar.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { dying, keepDays, shardOf, type Shard } from './retirement.ts';
import { noCounters } from '../../functions/internet/aggregate-usage/counters.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const first = '2026-03-01';
const clock = fixedClock(`${first}T12:00:00Z`);
let shards = 0;
let world: Shard;
const fresh = () => {
  world = shardOf({ table: engine.table, clock, shard: ++shards });
};
beforeEach(() => {
  fresh();
  const spy = vi.spyOn(console, 'log').mockReturnValue();
  return () => {
    spy.mockRestore();
  };
});

const noonOf = (day: string) => {
  clock.set(`${day}T17:00:00Z`);
};
/** A session that began on the first day: octets since then, in both directions. */
const session = (day: string, octets: number, name = 'session') => ({
  acct_unique_id: name,
  status_type: 'interim',
  event_time: `${day}T16:00:00Z`,
  session_time: (Date.parse(`${day}T16:00:00Z`) - Date.parse(`${first}T10:00:00Z`)) / 1000,
  service_id: world.serviceId,
  input_octets: octets,
  output_octets: 2 * octets,
});
const expectDays = async (expected: Record<string, number>) => {
  expect(await world.totals()).toEqual(
    Object.fromEntries(
      Object.entries(expected).map(([day, up]) => [
        `${world.serviceId} ${day}`,
        { down: 2n * BigInt(up), up: BigInt(up) },
      ]),
    ),
  );
};
const rows = async () =>
  (await itemsUnder(engine.table, keys.readingDay(world.shard, '').pk, '')).map(({ sk }) =>
    String(sk),
  );
const past = (day: string) => addDays(day, keepDays + 1);

describe('counters that are read every day', () => {
  it('go on exactly while day after day is emptied behind them', { timeout: 60_000 }, async () => {
    const expected: Record<string, number> = {};
    const days = keepDays + 20;
    for (let i = 0; i < days; i++) {
      const day = addDays(first, i);
      noonOf(day);
      await world.arrive([session(day, (i + 1) * (i + 2))]);
      await world.foldAll();
      expected[day] = i === 0 ? 2 : 2 * (i + 1);
      if (i % 3 === 0) await world.retire();
    }
    await world.retire();
    await expectDays(expected);
    const traces = await world.traces();
    expect(traces.map(({ day }) => day)).toEqual(
      Array.from({ length: 19 }, (_, i) => addDays(first, i)),
    );
    for (const one of traces) {
      expect(one).toMatchObject({ status: 'proven', deleted: { readings: { records: 1 } } });
    }
    // Of the days that are gone the last one, which the next day started from.
    expect(await rows()).toEqual(
      Array.from({ length: days - 18 }, (_, i) => addDays(first, i + 18)),
    );
  });

  it('that come late between two days are counted from the earlier one, which waits for them', async () => {
    const [a = '', late = '', c = ''] = [0, 22, 30].map((n) => addDays(first, n));
    for (const [day, octets] of [
      [a, 10],
      [c, 100],
    ] as const) {
      noonOf(day);
      await world.arrive([session(day, octets)]);
    }
    await world.foldAll();
    await expectDays({ [a]: 10, [c]: 90 });
    noonOf(past(a));
    await world.retire();
    expect(await world.traces()).toMatchObject([{ day: a, status: 'kept', because: 'carries' }]);
    await world.arrive([session(late, 40)]);
    await world.foldAll();
    await expectDays({ [a]: 10, [late]: 30, [c]: 60 });
    noonOf(addDays(late, 149));
    await world.retire();
    expect(await world.facts(a)).toEqual([]);
    await expectDays({ [a]: 10, [late]: 30, [c]: 60 });
  });

  it.each([
    ['waits to be folded', false],
    ['was received by half', true],
  ])('wait for a day between that came in time and %s', async (_, killed) => {
    const [a = '', late = '', c = ''] = [0, 22, 30].map((n) => addDays(first, n));
    noonOf(a);
    await world.arrive([session(a, 10)]);
    noonOf(c);
    await world.arrive([session(c, 100)]);
    await world.foldAll();
    noonOf(addDays(late, 1));
    await world.arrive([session(late, 40)], killed);
    // For so long that no other could come in between.
    noonOf(addDays(c, 149));
    await world.retire();
    expect(await world.facts(a)).not.toEqual([]);
    await world.foldAll();
    noonOf(addDays(c, 152));
    await world.foldAll();
    await world.retire();
    await world.foldAll();
    await world.retire();
    expect(await world.facts(a)).toEqual([]);
    await expectDays({ [a]: 10, [late]: 30, [c]: 60 });
  });

  it('keep the last day with readings before a silence, until none can come from it', async () => {
    noonOf(first);
    await world.arrive([session(first, 10)]);
    await world.foldAll();
    const next = addDays(first, 120);
    noonOf(past(first));
    await world.retire();
    expect(await world.traces()).toMatchObject([{ status: 'kept', because: 'carries' }]);
    // A reading as old as may be, before which nothing has been read for months.
    await world.arrive([session(next, 70)]);
    await world.foldAll();
    await expectDays({ [first]: 10, [next]: 60 });
    noonOf(addDays(past(first), 60));
    await world.retire();
    expect(await world.facts(first)).not.toEqual([]);
    noonOf(addDays(next, 150));
    await world.retire();
    expect(await world.facts(first)).toEqual([]);
    await expectDays({ [first]: 10, [next]: 60 });
    const afterwards = addDays(next, 50);
    noonOf(addDays(next, 151));
    await world.arrive([session(afterwards, 75)]);
    await world.foldAll();
    await expectDays({ [first]: 10, [next]: 60, [afterwards]: 5 });
  });

  it('that were never heard of again let their last day go in the end', async () => {
    noonOf(first);
    await world.arrive([session(first, 10)]);
    await world.foldAll();
    noonOf(addDays(first, 149 + 133 - 1));
    await world.retire();
    expect(await world.facts(first)).not.toEqual([]);
    noonOf(addDays(first, 149 + 133));
    await world.retire();
    expect(await world.facts(first)).toEqual([]);
    await expectDays({ [first]: 10 });
    // Whoever speaks again so late begins again.
    const again = addDays(first, 282);
    await world.arrive([session(again, 500)]);
    await world.foldAll();
    await world.arrive([{ ...session(again, 501), event_time: `${again}T16:30:00Z` }]);
    await world.foldAll();
    await expectDays({ [first]: 10, [again]: 1 });
  });

  it('are started from a day that is gone, though days without readings go after it', async () => {
    const [a = '', b = '', c = ''] = [0, 1, 2].map((n) => addDays(first, n));
    noonOf(c);
    await world.arrive([session(a, 10)]);
    await world.arrive([session(b, 30)]);
    await world.arrive([
      {
        ...{ record_id: 'd', service_id: world.serviceId, bytes_down: 2, bytes_up: 1 },
        ...{ start: `${c}T10:00:00Z`, end: `${c}T10:15:00Z` },
      },
    ]);
    await world.foldAll();
    await world.mark(b);
    noonOf(past(c));
    await world.retire();
    expect(await world.listed()).toEqual([b]);
    await world.foldAll();
    await expectDays({ [a]: 10, [b]: 20, [c]: 1 });
  });

  it('hold up the days behind one that is not folded', async () => {
    const days = [0, 1, 2].map((n) => addDays(first, n));
    for (const [i, day] of days.entries()) {
      noonOf(day);
      await world.arrive([session(day, 10 * (i + 1))]);
    }
    await world.foldAll();
    const [a = '', b = '', c = ''] = days;
    await world.arrive([{ ...session(a, 4, 'other'), event_time: `${a}T16:10:00Z` }]);
    noonOf(past(b));
    await world.retire();
    expect(await world.traces()).toMatchObject([
      { day: a, status: 'kept', because: 'not-folded' },
      { day: b, status: 'kept', because: 'earlier-day-kept' },
    ]);
    await world.foldAll();
    await world.retire();
    expect(await world.listed()).toEqual([c]);
    await expectDays({ [a]: 14, [b]: 10, [c]: 10 });
  });
});

describe('a fold of the next day', () => {
  const [a, b] = [first, addDays(first, 1)] as const;
  const both = async () => {
    for (const [day, octets] of [
      [a, 10],
      [b, 30],
    ] as const) {
      noonOf(day);
      await world.arrive([session(day, octets)]);
    }
  };

  it('that was killed at any step before keeps the day it needs', async () => {
    for (let step = 1, done = false; !done; step++) {
      fresh();
      await both();
      await world.fold(a);
      const { store, survived } = dying(foldStore(engine.table), step, 'after');
      await world.fold(b, store).catch(() => undefined);
      done = survived();
      noonOf(past(a));
      await world.retire();
      await world.foldAll();
      await world.retire();
      expect(await world.facts(a)).toEqual([]);
      await expectDays({ [a]: 10, [b]: 20 });
      // It is folded again, from what it had then.
      await world.mark(b);
      await world.foldAll();
      await expectDays({ [a]: 10, [b]: 20 });
      noonOf(past(b));
      await world.retire();
      await expectDays({ [a]: 10, [b]: 20 });
    }
  });

  it('that makes its opening while the readings go never counts from some of them', async () => {
    for (const moment of ['before', 'after'] as const) {
      fresh();
      await both();
      await world.foldAll();
      // The day before has changed: the next one must be started anew, and one fold of it does.
      noonOf(b);
      await world.arrive([{ ...session(a, 14), event_time: `${a}T17:00:00Z` }]);
      await world.fold(a);
      const real = foldStore(engine.table);
      const slow = {
        ...real,
        readings: async (at: { shard: number; day: string }) => {
          const retire = async () => {
            await world.fold(b);
            noonOf(past(a));
            await world.retire();
          };
          if (at.day === a && moment === 'before') await retire();
          const found = await real.readings(at);
          if (at.day === a && moment === 'after') await retire();
          return found;
        },
      };
      await expect(world.fold(b, slow)).rejects.toThrow();
      expect(await world.facts(a)).toEqual([]);
      await world.mark(b);
      await world.foldAll();
      await expectDays({ [a]: 14, [b]: 16 });
    }
  });

  it('that was slow does not put back an opening of before', async () => {
    await both();
    await world.foldAll();
    noonOf(b);
    await world.arrive([{ ...session(a, 14), event_time: `${a}T17:00:00Z` }]);
    await world.fold(a);
    const real = foldStore(engine.table);
    let first = true;
    const slow = {
      ...real,
      replaceOpening: async (...args: Parameters<typeof real.replaceOpening>) => {
        if (first) {
          first = false;
          // Meanwhile more comes for the day before, is carried on, and that day goes.
          await world.arrive([{ ...session(a, 18), event_time: `${a}T18:00:00Z` }]);
          await world.foldAll();
          noonOf(past(a));
          await world.retire();
        }
        return real.replaceOpening(...args);
      },
    };
    await world.mark(b);
    await world.fold(b, slow);
    expect(await world.facts(a)).toEqual([]);
    await world.mark(b);
    await world.foldAll();
    await expectDays({ [a]: 18, [b]: 12 });
  });

  it('whose opening is lost after the readings are gone fails, and leaves the totals', async () => {
    await both();
    await world.foldAll();
    noonOf(past(a));
    await world.retire();
    const store = carryStore(engine.table);
    const own = await store.addReadingDay(world.at(b), clock.now());
    await store.replaceOpening(world.at(b), own.opening, noCounters, 'anything', clock.now());
    await world.mark(b);
    await expect(world.fold(b)).rejects.toThrow('deleted');
    await expectDays({ [a]: 10, [b]: 20 });
  });
});
