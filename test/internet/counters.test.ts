import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  difference,
  keptUntil,
  type LastReading,
} from '../../functions/internet/aggregate-usage/counters.ts';
import {
  fingerprint,
  packCounters,
  unpackCounters,
} from '../../functions/internet/aggregate-usage/fold/opening.ts';
import { maxReadings, packChunk, recordColumns } from '../../functions/internet/usage-chunk.ts';

const hour = 3_600_000;
const reading = (octets: bigint, uptime = 1_000_000, at = 100 * hour): LastReading => ({
  ...{ at, uptime, stop: false },
  low: Number(octets & 0xffff_ffffn),
  high: Number(octets >> 32n),
});
const wrap = 2n ** 64n;

describe('the difference of two readings', () => {
  const later = { at: 101 * hour, uptime: 1_360_000 };
  it.each<[string, bigint, bigint, Partial<LastReading>, bigint]>([
    ['is what was counted', 5n, 12n, later, 7n],
    ['of the same is nothing', 5n, 5n, later, 0n],
    ['borrows from the high word', 2n ** 32n + 1n, 2n ** 33n, later, 2n ** 32n - 1n],
    ['goes through the wrap', wrap - 10n, 5n, later, 15n],
    ['goes through the wrap to 0', wrap - 1n, 0n, later, 1n],
    ['is the later one after a restart', 500n, 12n, { uptime: 10, at: later.at }, 12n],
    ['is so after a restart that counted more', 5n, 12n, { uptime: 10, at: later.at }, 12n],
    ['of half the range is none: counting begins again', 2n ** 63n, 0n, later, 0n],
    ['of one that went back is none', 12n, 5n, later, 0n],
    ['of just less than half the range counts', 0n, 2n ** 63n - 1n, later, 2n ** 63n - 1n],
  ])('%s', (_, before, after, changes, expected) => {
    const { low, high } = difference(reading(before), { ...reading(after), ...changes });
    expect((BigInt(high) << 32n) | BigInt(low)).toBe(expected);
  });

  it('takes a wrap of sysUpTime after 497 days for none of its counters’ restarts', () => {
    const before = reading(1_000n, 2 ** 32 - 180_000);
    const after = { ...reading(1_007n, 180_000), at: before.at + hour };
    expect(difference(before, after)).toEqual({ low: 7, high: 0 });
    expect(difference(before, { ...after, at: before.at + 2 * hour })).toEqual({
      ...{ low: 1_007, high: 0 },
    });
  });
});

describe('what a day starts with', () => {
  const day = '2026-11-10';
  const start = Date.parse('2026-11-10T00:00:00Z');
  it.each<[string, Partial<LastReading>, boolean]>([
    ['a flow read 131 days before', { at: start - 131 * 24 * hour }, true],
    ['one read before that', { at: start - 131 * 24 * hour - 1 }, false],
    ['one that stopped 8 days before', { at: start - 8 * 24 * hour, stop: true }, true],
    ['one that stopped before that', { at: start - 8 * 24 * hour - 1, stop: true }, false],
  ])('%s: %j kept %s', (_, changes, kept) => {
    const counters = new Map([['name', { ...reading(1n), ...changes }]]);
    expect(keptUntil(counters, day).size).toBe(kept ? 1 : 0);
  });
});

describe('an opening', () => {
  const name = (i: number) => `inet-${i % 7} down cmts ${randomBytes(6).toString('hex')} ${i}`;
  const counters = new Map(
    Array.from({ length: 20_000 }, (_, i) => {
      const octets = randomBytes(8).readBigUInt64LE();
      return [name(i), { ...reading(octets, i, i * 1000 + 7), stop: i % 3 === 0 }] as const;
    }),
  );

  it('is kept in parts that fit items, and read back as it was', () => {
    const parts = packCounters(counters);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(350_000);
    expect(unpackCounters(parts)).toEqual(
      new Map([...counters].sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    expect(unpackCounters(packCounters(new Map()))).toEqual(new Map());
  });

  it('has one fingerprint in whatever order it was found, and another for any other', () => {
    const turned = new Map([...counters].reverse());
    expect(fingerprint(turned)).toBe(fingerprint(counters));
    const [first = ''] = counters.keys();
    const other = new Map(counters).set(first, reading(1n));
    expect(fingerprint(other)).not.toBe(fingerprint(counters));
  });
});

describe('a chunk of readings', () => {
  it('stays below the size of an item with names that do not compress', () => {
    const random = (size: number) =>
      Array.from(randomBytes(size), (byte) => String.fromCharCode(33 + (byte % 94))).join('');
    const numbers = Array.from({ length: maxReadings }, (_, i) => i);
    const columns = recordColumns(maxReadings);
    for (const i of numbers) {
      columns.recordIds[i] = random(64);
      columns.start[i] = 1_794_200_000_000 + (randomBytes(4).readUInt32LE() % 86_400_000);
      columns.end[i] = (columns.start[i] ?? 0) + randomBytes(4).readUInt32LE();
      for (const column of ['downLow', 'downHigh', 'upLow', 'upHigh'] as const)
        columns[column][i] = randomBytes(4).readUInt32LE();
    }
    const services = numbers.map(() => ({
      ...{ serviceId: random(40), accountNumber: random(11), periodStart: random(10) },
      ...{ flow: random(40 + 1 + 12 + 1 + 40 + 1 + 13), marks: 9 },
    }));
    const head = { batchId: random(22), receivedAt: 0, services };
    expect(packChunk(head, columns, numbers, numbers).body.length).toBeLessThan(399_000);
  });
});
