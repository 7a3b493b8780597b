import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../shared/table/client.ts';
import { paceOf, pacedTable, type Pace } from '../../shared/table/paced.ts';
import { startEngine, type Engine } from '../support/engine.ts';

/** A table that takes so many requests a second, asked by a job of 32 lanes until all is written. */
function written(pace: Pace | undefined, { takes, requests }: { takes: number; requests: number }) {
  const burst = takes / 10;
  const lanes = Array.from({ length: 32 }, () => 0);
  let [tokens, filledAt, throttled, ends] = [burst, 0, 0, 0];
  for (let done = 0; done < requests;) {
    const lane = lanes.indexOf(Math.min(...lanes));
    const now = lanes[lane] ?? 0;
    const at = now + (pace?.turn(now) ?? 0);
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * takes);
    filledAt = Math.max(filledAt, at);
    const isThrottled = tokens < 1;
    if (isThrottled) throttled++;
    else {
      tokens--;
      done++;
    }
    // Five milliseconds there and back; what is throttled is tried again after a while.
    lanes[lane] = at + (isThrottled ? 55 : 5);
    pace?.answered(at + 5, isThrottled);
    ends = Math.max(ends, at);
  }
  return { throttled, seconds: ends / 1000 };
}

describe('the pace of a job', () => {
  it('spreads requests evenly', () => {
    const pace = paceOf(100);
    expect(Array.from({ length: 5 }, () => pace.turn(0))).toEqual([0, 10, 20, 30, 40]);
    expect(pace.turn(1000)).toBe(0);
    expect(pace.turn(1000)).toBe(10);
  });

  it('does not wait for what timers cannot measure, and makes up for it', () => {
    const pace = paceOf(1000);
    expect(Array.from({ length: 6 }, () => pace.turn(0))).toEqual([0, 0, 0, 0, 4, 5]);
  });

  it('slows down once for what was throttled together, and speeds up again to what it was', () => {
    const pace = paceOf(100);
    const spacing = (now: number) => {
      pace.turn(now);
      return pace.turn(now);
    };
    for (let n = 0; n < 10; n++) pace.answered(0, true);
    expect(spacing(1000)).toBeCloseTo(1000 / 70);
    for (let n = 0; n < 3000; n++) pace.answered(2000, false);
    expect(spacing(3000)).toBeCloseTo(10);
  });

  it('never stands still', () => {
    const pace = paceOf(100);
    for (let n = 0; n < 100; n++) pace.answered(n * 1000, true);
    pace.turn(1_000_000);
    expect(pace.turn(1_000_000)).toBeCloseTo(100);
  });

  it.each([
    ['that fits, is never throttled', 350, 0, 1.2],
    ['more than twice too fast, is hardly throttled', 1000, 0.05, 1.4],
    ['ten times too fast, is throttled at first', 4000, 0.15, 1.4],
  ])('%s', (_, most, throttledShare, slower) => {
    const table = { takes: 400, requests: 10_000 };
    const found = written(paceOf(most), table);
    expect(found.throttled / table.requests).toBeLessThanOrEqual(throttledShare);
    expect(found.seconds).toBeLessThan((slower * table.requests) / table.takes);
    expect(found.throttled).toBeLessThan(written(undefined, table).throttled);
  });
});

describe('a paced table', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  it('writes everything though every third write is throttled twice', async () => {
    const table = pacedTable(openTable('guichet-test', engine.endpoint), 2000);
    const tries = new Map<string, number>();
    table.client.middlewareStack.add(
      (next) => (args) => {
        const name = JSON.stringify(args.input);
        const attempt = (tries.get(name) ?? 0) + 1;
        tries.set(name, attempt);
        if (tries.size % 3 !== 0 || attempt > 2) return next(args);
        const slowDown = new Error('slow down');
        return Promise.reject(Object.assign(slowDown, { name: 'ThrottlingException' }));
      },
      { step: 'deserialize', name: 'throttled', priority: 'high' },
    );
    const keys = Array.from({ length: 40 }, (_, n) => ({ pk: `PACED#${n}`, sk: 'PACED' }));
    await Promise.all(
      keys.map((Item) => table.client.send(new PutCommand({ TableName: table.name, Item }))),
    );
    expect(tries.size).toBe(keys.length);
    expect([...tries.values()].some((attempts) => attempts > 1)).toBe(true);
    table.client.destroy();
  });
});
