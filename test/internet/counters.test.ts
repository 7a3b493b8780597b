import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  keptUntil,
  noCounters,
  type Counters,
  type LastReading,
} from '../../functions/internet/aggregate-usage/counters.ts';
import {
  fingerprint,
  packCounters,
  unpackCounters,
} from '../../functions/internet/aggregate-usage/fold/opening.ts';
import { foldReadings } from '../../functions/internet/aggregate-usage/fold-readings.ts';
import { LastReadings } from '../../functions/internet/aggregate-usage/last-readings.ts';
import { textColumns, textIn } from '../../functions/internet/name-columns.ts';
import { readingMarks } from '../../functions/internet/usage-chunk.ts';
import { chunkOf } from './chunks.ts';

const hour = 3_600_000;
const reading = (octets: bigint, uptime = 1_000_000, at = 100 * hour): LastReading => ({
  ...{ at, uptime, stop: false },
  low: Number(octets & 0xffff_ffffn),
  high: Number(octets >> 32n),
});
const wrap = 2n ** 64n;

/** As a fold ends with them, by names that are texts. */
function countersOf(readings: Iterable<readonly [string, LastReading]>): Counters {
  const all = [...readings];
  const names = textColumns(all.map(([name]) => name));
  return new LastReadings({ names, ...columnsOf(all.map(([, one]) => one)) }, 0).all();
}
const columnsOf = (all: readonly LastReading[]) => ({
  at: Float64Array.from(all, ({ at }) => at),
  uptime: Uint32Array.from(all, ({ uptime }) => uptime),
  low: Uint32Array.from(all, ({ low }) => low),
  high: Uint32Array.from(all, ({ high }) => high),
  stop: Uint8Array.from(all, ({ stop }) => Number(stop)),
});
const readingsIn = ({ names, at, uptime, low, high, stop }: Counters) =>
  new Map(
    Array.from(at, (time, i) => [
      textIn(names, i),
      {
        ...{ at: time, uptime: uptime[i], low: low[i], high: high[i] },
        stop: stop[i] === 1,
      },
    ]),
  );

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
    expect(counted(reading(before), { ...reading(after), ...changes })).toBe(expected);
  });

  it('takes a wrap of sysUpTime after 497 days for none of its counters’ restarts', () => {
    const before = reading(1_000n, 2 ** 32 - 180_000);
    const after = { ...reading(1_007n, 180_000), at: before.at + hour };
    expect(counted(before, after)).toBe(7n);
    expect(counted(before, { ...after, at: before.at + 2 * hour })).toBe(1_007n);
  });
});

/** What a day counts that starts after one reading and has the other. */
function counted(before: LastReading, after: LastReading): bigint {
  const at = ({ at: start, uptime, low, high }: LastReading, recordId: string) => ({
    ...{ service: 'inet-1', flow: 'flow', marks: readingMarks.down, index: 0, recordId },
    ...{ start, end: start + uptime, down: (BigInt(high) << 32n) | BigInt(low), up: 0n },
  });
  const fold = (one: ReturnType<typeof at>, opening: Counters) =>
    foldReadings([chunkOf({ batchId: 'b', receivedAt: 1 }, [one])], opening);
  const { closing } = fold(at(before, 'first'), noCounters);
  return fold(at(after, 'second'), closing).totals[0]?.down ?? -1n;
}

describe('what a day starts with', () => {
  const day = '2026-11-10';
  const start = Date.parse('2026-11-10T00:00:00Z');
  it.each<[string, Partial<LastReading>, boolean]>([
    ['a flow read 131 days before', { at: start - 131 * 24 * hour }, true],
    ['one read before that', { at: start - 131 * 24 * hour - 1 }, false],
    ['one that stopped 8 days before', { at: start - 8 * 24 * hour, stop: true }, true],
    ['one that stopped before that', { at: start - 8 * 24 * hour - 1, stop: true }, false],
  ])('%s: %j kept %s', (_, changes, kept) => {
    const other = ['other', { ...reading(1n), at: start }] as const;
    const counters = countersOf([['name', { ...reading(1n), ...changes }], other]);
    expect([...readingsIn(keptUntil(counters, day)).keys()].sort()).toEqual(
      kept ? ['name', 'other'] : ['other'],
    );
  });
});

describe('an opening', () => {
  const name = (i: number) => `inet-${i % 7}/down/cmts/${randomBytes(6).toString('hex')}/${i}`;
  const counters = new Map(
    Array.from({ length: 20_000 }, (_, i) => {
      const octets = randomBytes(8).readBigUInt64LE();
      return [name(i), { ...reading(octets, i, i * 1000 + 7), stop: i % 3 === 0 }] as const;
    }),
  );

  it('is kept in parts that fit items, and read back as it was', () => {
    const parts = packCounters(countersOf(counters));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(350_000);
    expect(readingsIn(unpackCounters(parts))).toEqual(counters);
    expect(readingsIn(unpackCounters(packCounters(noCounters)))).toEqual(new Map());
  });

  it('has one fingerprint in whatever order it was found, and another for any other', () => {
    const known = fingerprint(countersOf(counters));
    expect(fingerprint(countersOf([...counters].reverse()))).toBe(known);
    const [first = ''] = counters.keys();
    const other = new Map(counters).set(first, reading(1n));
    expect(fingerprint(countersOf(other))).not.toBe(known);
    expect(fingerprint(countersOf([...counters].slice(1)))).not.toBe(known);
    expect(fingerprint(noCounters)).toBe('');
  });
});
