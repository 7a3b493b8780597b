/** Whatever comes when, and wherever folds and retirements are killed: totals are what was used. */
import { fc } from '../support/properties.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { lastDayToRetire } from '../../functions/internet/retire-usage/retirement-rules.ts';
import { dayOf } from '../../shared/calendar.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { dying, keepDays, shardOf, timeZone, type Shard } from './retirement.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(() => {
  const spy = vi.spyOn(console, 'log').mockReturnValue();
  return () => {
    spy.mockRestore();
  };
});

/** The suite runs some; a slow run more. */
const histories = Number(process.env['RETIREMENT_HISTORIES'] ?? 40);

const hour = 3_600_000;
const dayMs = 24 * hour;
const from = Date.parse('2026-03-01T12:00:00Z');
/** Records are taken for 130 days. */
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat(129) },
  { weight: 1, arbitrary: fc.constant(129) },
);
const octets = fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 2 ** 40 }));

const delta = fc.record({ at: fc.nat(60 * 24), delay, down: octets, up: octets });
const session = fc.record({
  begins: fc.nat(40 * 24),
  steps: fc.array(
    // Every hour, every day, and silences of weeks.
    fc.record({ hours: fc.constantFrom(1, 24, 24, 24, 500, 900), delay, down: octets, up: octets }),
    { minLength: 1, maxLength: 8 },
  ),
});

type Fact = { at: number; comes: number; record: (service: string) => object };
type Totals = Record<string, { down: bigint; up: bigint }>;
type Story = { facts: Fact[]; used: Totals };

const story = fc
  .record({
    deltas: fc.array(delta, { maxLength: 12 }),
    sessions: fc.array(session, { maxLength: 2 }),
  })
  .map(({ deltas, sessions }): Story => {
    const facts: Fact[] = [];
    const used: Totals = {};
    const add = (day: string, down: number, up: number) => {
      const before = used[day] ?? { down: 0n, up: 0n };
      used[day] = { down: before.down + BigInt(down), up: before.up + BigInt(up) };
    };
    const iso = (at: number) => new Date(at).toISOString();
    deltas.forEach(({ at: hours, delay: days, down, up }, i) => {
      const at = from + hours * hour;
      add(dayOf(at, timeZone), down, up);
      facts.push({
        ...{ at, comes: at + hour + days * dayMs },
        record: (service) => ({
          ...{ record_id: `d-${i}`, service_id: service, start: iso(at), end: iso(at + hour) },
          ...{ bytes_down: down, bytes_up: up },
        }),
      });
    });
    sessions.forEach(({ begins, steps }, i) => {
      const began = from + begins * hour;
      let at = began;
      const counted = { down: 0, up: 0 };
      for (const step of steps) {
        at += step.hours * hour;
        counted.down += step.down;
        counted.up += step.up;
        add(dayOf(at - 300_000, timeZone), step.down, step.up);
        const record = {
          ...{ acct_unique_id: `s-${i}`, status_type: 'interim', event_time: iso(at) },
          session_time: (at - began) / 1000,
          input_octets: counted.up % 2 ** 32,
          input_gigawords: Math.floor(counted.up / 2 ** 32),
          output_octets: counted.down % 2 ** 32,
          output_gigawords: Math.floor(counted.down / 2 ** 32),
        };
        facts.push({
          ...{ at, comes: at + step.delay * dayMs },
          record: (service) => ({ ...record, service_id: service }),
        });
      }
    });
    facts.sort((a, b) => a.comes - b.comes);
    return { facts, used };
  });

type Act = 'none' | 'fold' | 'fold-some' | 'retire' | 'both';
const course = fc.record({
  acts: fc.infiniteStream(fc.constantFrom<Act>('none', 'fold', 'fold-some', 'retire', 'both')),
  kills: fc.infiniteStream(fc.option(fc.integer({ min: 1, max: 30 }), { freq: 2 })),
  when: fc.infiniteStream(fc.constantFrom<'before' | 'after'>('before', 'after')),
  halves: fc.infiniteStream(fc.integer({ min: 0, max: 5 })),
  atOnce: fc.infiniteStream(fc.integer({ min: 1, max: 3 })),
});
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;
const next = <T>(stream: Iterator<T>) => stream.next().value as T;

const clock = fixedClock(new Date(from).toISOString());
let shards = 0;

async function live(world: Shard, { facts }: Story, how: Course) {
  const killable = <S extends object>(store: S): S => {
    const calls = next(how.kills);
    return calls === null ? store : dying(store, calls, next(how.when)).store;
  };
  const folds = async () =>
    (await world.pending()).map(({ day }) =>
      world.fold(day, killable(foldStore(engine.table))).catch(() => undefined),
    );
  const retire = () => world.retire(killable(world.retiring()));
  const days = new Set<string>();

  for (const { comes, record } of facts) {
    clock.set(new Date(comes).toISOString());
    const sent = [record(world.serviceId)];
    // Killed by half, and then sent again.
    if (next(how.halves) === 0) await world.arrive(sent, true);
    const { shardDays } = await world.arrive(sent);
    for (const { day } of shardDays) days.add(day);

    const act = next(how.acts);
    if (act === 'fold') await world.foldAll();
    if (act === 'fold-some') await Promise.all(await folds());
    if (act !== 'retire' && act !== 'both') continue;
    const limit = lastDayToRetire(clock.now(), keepDays);
    const young = async () =>
      Promise.all(
        [...days].filter((day) => day > limit).map(async (day) => stored(await world.facts(day))),
      );
    const [before, totals] = [await young(), await world.totals()];
    const runs = Array.from({ length: next(how.atOnce) }, retire);
    await Promise.all([...runs, ...(act === 'both' ? await folds() : [])]);
    expect(await young()).toEqual(before);
    if (act === 'retire') expect(await world.totals()).toEqual(totals);
  }
  return days;
}

const stored = (facts: string[]) => facts.filter((sk) => /^(CHUNK|READINGS)#/.test(sk));

/** Until everything is past its time. */
async function age(world: Shard) {
  for (let days = 0; days < 320; days += 40) {
    clock.advance(40 * 86_400);
    await world.foldAll();
    const totals = await world.totals();
    await world.retire();
    expect(await world.totals()).toEqual(totals);
  }
  await world.retire();
}

describe('histories of records that age', () => {
  it(
    'leave the totals of what was used, and a proof for each day that nothing else is left',
    async () => {
      await fc.assert(
        fc.asyncProperty(story, course, async (one, how) => {
          const world = shardOf({ table: engine.table, clock, shard: ++shards });
          const days = await live(world, one, how);
          await age(world);
          const expected = Object.entries(one.used).filter(([, { down, up }]) => down + up > 0n);
          expect(await world.totals()).toEqual(
            Object.fromEntries(
              expected.map(([day, bytes]) => [`${world.serviceId} ${day}`, bytes]),
            ),
          );
          expect(await world.listed()).toEqual([]);
          for (const day of days) expect([day, await world.facts(day)]).toEqual([day, []]);

          const traces = await world.traces();
          expect(traces.map(({ day, round, status }) => [day, round, status])).toEqual(
            [...days].sort().map((day) => [day, 1, 'proven']),
          );
          let records = 0;
          for (const told of traces) {
            if (told.status === 'kept') continue;
            records += told.deleted.chunks.records + told.deleted.readings.records;
            const { down = 0n, up = 0n } = one.used[told.day] ?? {};
            expect(told.totals).toMatchObject({ down: String(down), up: String(up) });
          }
          expect(records).toBe(one.facts.length);
        }),
        // A smaller one that fails takes longer to find than the test has.
        { numRuns: histories, endOnFailure: true },
      );
    },
    histories * 5000,
  );
});
