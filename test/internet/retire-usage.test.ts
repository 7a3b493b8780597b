/** Facts that are past their time are deleted, proven, and nothing else changes: on a real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { progressOf } from '../../functions/operator/run-progress.ts';
import { runsStore } from '../../functions/operator/runs.store.ts';
import { addDays } from '../../shared/calendar.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { itemOf } from '../support/items.ts';
import { dying, keepDays, shardOf, type Shard } from './retirement.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const day = '2026-06-25';
/** The first moment at which the day is past its time. */
const past = `${addDays(day, keepDays + 1)}T00:00:00Z`;
const clock = fixedClock(past);
let shards = 0;
let world: Shard;
const fresh = () => {
  clock.set('2026-06-26T12:00:00Z');
  world = shardOf({ table: engine.table, clock, shard: ++shards });
};
let lines: string[] = [];
beforeEach(() => {
  fresh();
  lines = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  return () => {
    spy.mockRestore();
  };
});
const logged = (message: string) => lines.filter((line) => line.includes(`"${message}"`)).length;

const record = (id: string, over: Record<string, unknown> = {}) => ({
  record_id: id,
  service_id: world.serviceId,
  start: `${day}T12:00:00Z`,
  end: `${day}T12:15:00Z`,
  bytes_down: 1000,
  bytes_up: 10,
  ...over,
});

/** Two batches of three records, one of them twice, folded. */
async function folded() {
  await world.arrive([record('a'), record('b', { bytes_down: '18446744073709551615' })]);
  await world.arrive([record('a')]);
  await world.foldAll();
}
const kept = { down: 18446744073709552615n, up: 20n };
async function expectGone() {
  expect(await world.facts(day)).toEqual([]);
  expect(await world.listed()).toEqual([]);
  expect(await world.totals()).toEqual({ [`${world.serviceId} ${day}`]: kept });
  expect(await world.traces()).toMatchObject([
    {
      ...{ day, shard: world.shard, round: 1, status: 'proven', remaining: 0 },
      deleted: {
        chunks: { items: 2, records: 3 },
        readings: { items: 0, records: 0, bytes: 0 },
        openings: { items: 0, records: 0, bytes: 0 },
        checkpoints: { items: 1, records: 0 },
      },
      totals: { services: 1, down: '18446744073709552615', up: '20' },
    },
  ]);
}

describe('a shard-day that is past its time', () => {
  it('is emptied; totals stay, and the trace tells what went by which run', async () => {
    await folded();
    clock.set(past);
    const { runId, well } = await world.retire();
    expect(well).toBe(true);
    await expectGone();
    expect(await world.traces()).toMatchObject([
      {
        ...{ runId, provenBy: runId, begunAt: Date.parse(past), provenAt: Date.parse(past) },
        deleted: { chunks: { bytes: expect.any(Number) as number } },
        totals: { fingerprint: expect.stringMatching(/^[\w-]{22}$/) as string },
      },
    ]);
    expect(await world.head(day)).toMatchObject({ retiredAt: Date.parse(past), round: 1 });
    const run = await runsStore(engine.table).load(runId);
    expect(run && progressOf(run.run, run.parts)).toMatchObject({
      ...{ job: 'retire-usage', status: 'finished', kept: 0 },
      parts: { total: 1, done: 1, failed: 0 },
    });
  });

  it('is left one moment earlier', async () => {
    await folded();
    clock.set(new Date(Date.parse(past) - 1).toISOString());
    const { messages } = await world.retire();
    expect(messages).toEqual([]);
    expect(await world.facts(day)).toHaveLength(3);
  });

  it('is refused to a message that names it too early', async () => {
    await folded();
    clock.set(new Date(Date.parse(past) - 1).toISOString());
    const message = { runId: 'r', shard: world.shard, days: [day] };
    expect(await world.deliver(message)).toBe(false);
    expect(await world.facts(day)).toHaveLength(3);
  });

  it('is found whatever the number of shards is by then', async () => {
    world = shardOf({ table: engine.table, clock, shard: 9000 + ++shards });
    await folded();
    clock.set(past);
    await world.retire();
    await expectGone();
  });

  it('is emptied though it holds more than one answer of the table', async () => {
    const noise = (n: number, i: number) =>
      `${n}-${i}-`.padEnd(64, String.fromCharCode(48 + ((n * 7 + i * 13) % 70)));
    for (let batch = 0; batch < 12; batch++) {
      const records = Array.from({ length: 5000 }, (_, i) => record(noise(batch, i)));
      await world.arrive(records);
    }
    await world.foldAll();
    const before = await world.totals();
    clock.set(past);
    await world.retire();
    expect(await world.facts(day)).toEqual([]);
    expect(await world.totals()).toEqual(before);
    expect(await world.traces()).toMatchObject([{ deleted: { chunks: { records: 60_000 } } }]);
  });

  it.each(['before', 'after'] as const)('killed %s any step, it ends the same', async (when) => {
    for (let step = 1, done = false; !done; step++) {
      fresh();
      await folded();
      clock.set(past);
      const { store, survived } = dying(world.retiring(), step, when);
      await world.retire(store);
      done = survived();
      const { well } = await world.retire();
      expect(well).toBe(true);
      await expectGone();
      expect(await world.retire()).toMatchObject({ messages: [] });
    }
  });

  it('killed again and again, it ends the same', async () => {
    for (const first of [4, 6, 8]) {
      fresh();
      await folded();
      clock.set(past);
      for (let step = first; step < first + 8; step++) {
        await world.retire(dying(world.retiring(), step, step % 2 ? 'before' : 'after').store);
      }
      await world.retire();
      await expectGone();
    }
  });

  it('retired by four at once is told once', async () => {
    for (let round = 0; round < 8; round++) {
      fresh();
      await folded();
      clock.set(past);
      await Promise.all([1, 2, 3, 4].map(() => world.retire()));
      await world.retire();
      await expectGone();
    }
  });

  it('that another run empties while this one looks is told as that one found it', async () => {
    for (const late of ['facts', 'remove', 'factKeys', 'writeProof', 'unlist'] as const) {
      fresh();
      await folded();
      clock.set(past);
      const real = world.retiring();
      let first = true;
      const slow = new Proxy(real, {
        get: (target, name: keyof typeof real) => {
          const call = target[name] as (...args: unknown[]) => unknown;
          if (name !== late || !first) return call;
          first = false;
          return name === 'facts' || name === 'factKeys'
            ? async function* (...args: unknown[]) {
                await world.retire();
                yield* call(...args) as AsyncGenerator<never>;
              }
            : async (...args: unknown[]) => {
                await world.retire();
                return call(...args);
              };
        },
      });
      await world.retire(slow);
      await expectGone();
    }
  });

  it('of which a message is delivered again stays as it is told', async () => {
    await folded();
    clock.set(past);
    const { messages } = await world.retire();
    const before = await world.traces();
    clock.advance(86_400);
    for (const message of messages) expect(await world.deliver(message)).toBe(true);
    expect(await world.traces()).toEqual(before);
    await expectGone();
  });
});

describe('a shard-day that is not folded', () => {
  const notFolded = async () => {
    expect(await world.facts(day)).not.toEqual([]);
    expect(await world.traces()).toMatchObject([{ day, status: 'kept', because: 'not-folded' }]);
    expect(logged('facts-not-folded')).toBe(1);
  };
  const thenGoes = async () => {
    clock.advance(86_400);
    await world.foldAll();
    await world.retire();
    await expectGone();
    expect(logged('facts-not-folded')).toBe(1);
  };

  it('stays, wakes somebody, and goes once it is folded', async () => {
    await world.arrive([record('a'), record('b', { bytes_down: '18446744073709551615' })]);
    await world.arrive([record('a')]);
    clock.set(past);
    const { runId } = await world.retire();
    await notFolded();
    const run = await runsStore(engine.table).load(runId);
    expect(run && progressOf(run.run, run.parts)).toMatchObject({ status: 'finished', kept: 1 });
    await thenGoes();
  });

  it('with a fold that was killed without a mark is marked for another', async () => {
    await folded();
    await foldStore(engine.table).takeFence(world.at(day));
    clock.set(past);
    await world.retire();
    await notFolded();
    expect(await world.pending()).toEqual([world.at(day)]);
    await thenGoes();
  });

  it('since its batch was received by half is marked, and counted before it goes', async () => {
    await world.arrive([record('a'), record('b', { bytes_down: '18446744073709551615' })], true);
    await world.arrive([record('a')], true);
    clock.set(past);
    await world.retire();
    await notFolded();
    await thenGoes();
  });

  it('whose checkpoint has expired is folded once more', async () => {
    await folded();
    await foldStore(engine.table).dropCheckpoint(world.at(day), 1);
    clock.set(past);
    await world.retire();
    await notFolded();
    await thenGoes();
  });
});

describe('beside a fold of the same day', () => {
  it('totals stay, whichever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      fresh();
      await folded();
      await world.mark(day);
      clock.set(past);
      await Promise.allSettled([world.retire(), world.fold(day), world.retire(), world.fold(day)]);
      await world.foldAll();
      await world.retire();
      await expectGone();
    }
  });

  it('a fold that was overtaken before writes nothing of what is left', async () => {
    for (let step = 2; step < 12; step++) {
      fresh();
      await folded();
      await world.mark(day);
      // It stops in the middle; another one does its work, and the day is retired.
      const stop = Promise.withResolvers<undefined>();
      const there = Promise.withResolvers<undefined>();
      let calls = 0;
      const real = foldStore(engine.table);
      const slow = new Proxy(real, {
        get:
          (target, name: keyof typeof real) =>
          async (...args: unknown[]) => {
            if (++calls === step) {
              there.resolve(undefined);
              await stop.promise;
            }
            return (target[name] as (...all: unknown[]) => Promise<unknown>)(...args);
          },
      });
      const slowFold = world.fold(day, slow).catch(() => undefined);
      await Promise.race([there.promise, slowFold]);
      await world.fold(day);
      clock.set(past);
      await world.retire();
      await world.retire();
      stop.resolve(undefined);
      await slowFold;
      await world.foldAll();
      await world.retire();
      expect(await world.totals()).toEqual({ [`${world.serviceId} ${day}`]: kept });
      // At most the checkpoint of a fold that came to nothing, which expires.
      expect((await world.facts(day)).filter((sk) => !sk.startsWith('FOLDED#'))).toEqual([]);
    }
  });
});

describe('after a day is retired', () => {
  beforeEach(async () => {
    await folded();
    clock.set(past);
    await world.retire();
  });

  it('a fold that is driven again changes nothing, and the mark goes', async () => {
    await world.mark(day);
    expect(await world.fold(day)).toBe('retired');
    expect(await world.pending()).toEqual([]);
    await expectGone();
  });

  it('records that come all the same are in no total, told to be too old, and deleted', async () => {
    clock.set('2026-06-26T13:00:00Z');
    const late = await world.arrive([record('late', { bytes_down: 7 })]);
    clock.set(`${addDays(past.slice(0, 10), 1)}T00:00:00Z`);
    expect(await world.fold(day)).toBe('retired');
    expect(await world.totals()).toEqual({ [`${world.serviceId} ${day}`]: kept });
    const outcome = await itemOf(engine.table, keys.batchFold(late.batchId, world.shard, day));
    expect(outcome).toMatchObject({ counted: 0, tooOld: expect.anything() as object });
    const [before] = await world.traces();
    await world.retire();
    expect(await world.facts(day)).toEqual([]);
    expect(await world.listed()).toEqual([]);
    const [first, second, ...more] = await world.traces();
    expect(more).toEqual([]);
    expect(first).toEqual(before);
    expect(second).toMatchObject({
      ...{ round: 2, status: 'proven', remaining: 0 },
      deleted: { chunks: { items: 1, records: 1 } },
    });
    expect(second).not.toHaveProperty('totals');
  });

  it('records that no fold has told of yet are not deleted before', async () => {
    clock.set('2026-06-26T13:00:00Z');
    await world.arrive([record('late', { bytes_down: 7 })]);
    clock.set(`${addDays(past.slice(0, 10), 1)}T00:00:00Z`);
    await world.retire();
    expect(await world.facts(day)).toHaveLength(1);
    await world.foldAll();
    await world.retire();
    expect(await world.facts(day)).toEqual([]);
  });

  it('a second deletion that is killed at any step ends the same', async () => {
    for (let step = 1, done = false, n = 0; !done; step++, n++) {
      fresh();
      await folded();
      clock.set(past);
      await world.retire();
      clock.set('2026-06-26T13:00:00Z');
      await world.arrive([record(`late-${n}`)]);
      clock.set(`${addDays(past.slice(0, 10), 1)}T00:00:00Z`);
      await world.foldAll();
      const { store, survived } = dying(world.retiring(), step, 'after');
      await world.retire(store);
      done = survived();
      await world.retire();
      expect(await world.facts(day)).toEqual([]);
      expect(await world.traces()).toMatchObject([
        { round: 1, status: 'proven' },
        { round: 2, status: 'proven', deleted: { chunks: { records: 1 } } },
      ]);
    }
  });
});

describe('messages of a run', () => {
  it.each([
    '',
    '{',
    '[]',
    '{"runId":"r","shard":1,"days":[]}',
    '{"runId":"r","shard":"1","days":["2026-06-25"]}',
  ])('gives up %j as malformed', async (body) => {
    const handler = world.deliver;
    let message: object = [];
    try {
      message = JSON.parse(body) as object;
    } catch {
      message = { body };
    }
    expect(await handler(message)).toBe(false);
    expect(logged('message-malformed')).toBe(1);
  });

  it('a day that fails holds up no other, and is told to have failed in the end', async () => {
    await folded();
    const other = addDays(day, -1);
    clock.set('2026-06-26T12:00:00Z');
    await world.arrive([record('o', { start: `${other}T12:00:00Z`, end: `${other}T12:15:00Z` })]);
    await world.foldAll();
    clock.set(past);
    const real = world.retiring();
    const store = {
      ...real,
      load: (at: { shard: number; day: string }) =>
        at.day === other ? Promise.reject(new Error('poison')) : real.load(at),
    };
    const { well, runId } = await world.retire(store, 5);
    expect(well).toBe(false);
    expect(await world.facts(day)).toEqual([]);
    expect(await world.facts(other)).not.toEqual([]);
    const run = await runsStore(engine.table).load(runId);
    expect(run && progressOf(run.run, run.parts)).toMatchObject({
      ...{ status: 'failed', parts: { total: 2, done: 1, failed: 1 } },
    });
    await world.retire();
    expect(await world.facts(other)).toEqual([]);
  });

  it('of a shard name a month of days at most, the oldest', async () => {
    const days = Array.from({ length: 40 }, (_, i) => addDays('2026-05-01', i));
    clock.set(`${addDays('2026-05-01', 60)}T00:00:00Z`);
    for (const one of days) {
      await world.arrive([record(one, { start: `${one}T12:00:00Z`, end: `${one}T12:15:00Z` })]);
    }
    await world.foldAll();
    clock.set('2027-01-01T00:00:00Z');
    const { messages } = await world.retire();
    expect(messages).toEqual([
      { runId: expect.any(String) as string, shard: world.shard, days: days.slice(0, 31) },
    ]);
    await world.retire();
    expect(await world.listed()).toEqual([]);
    expect(Object.keys(await world.totals())).toHaveLength(40);
  });
});
