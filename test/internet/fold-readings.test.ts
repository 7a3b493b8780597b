/** The fold of readings in columns is what one reading after the other comes to. */
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { noCounters } from '../../functions/internet/aggregate-usage/counters.ts';
import {
  foldReadings,
  type FoldedReadings,
} from '../../functions/internet/aggregate-usage/fold-readings.ts';
import { readingMarks as marks } from '../../functions/internet/usage-chunk.ts';
import { accountOf, chunkOf, type PlainReading } from './chunks.ts';

type Batch = { batchId: string; receivedAt: number; records: PlainReading[] };
const said = ({ marks: all }: PlainReading) => all & ~marks.fromZero;
const [low, high] = [
  (octets: bigint) => Number(octets & 0xffffffffn),
  (octets: bigint) => Number(octets >> 32n),
];

const lastOf = (one: PlainReading, octets: bigint) => ({
  ...{ at: one.start, uptime: one.end - one.start, low: low(octets), high: high(octets) },
  stop: (one.marks & marks.stop) !== 0,
});

/** Octets from one reading to the next. */
function between(before: PlainReading, first: bigint, after: PlainReading, second: bigint): bigint {
  const [uptime, later] = [before.end - before.start, after.end - after.start];
  const ticked = (later + 2 ** 32 - uptime) * 10;
  if (later < uptime && Math.abs(ticked - (after.start - before.start)) > 600_000) return second;
  const more = (second - first) & (2n ** 64n - 1n);
  return more < 2n ** 63n ? more : 0n;
}

/** Plainly, an object for each reading. */
function oracle(batches: readonly Batch[]) {
  const standing = new Map<string, PlainReading>();
  const outcomes: Record<string, object> = {};
  const sorted = batches.toSorted(
    (a, b) => a.receivedAt - b.receivedAt || (a.batchId < b.batchId ? -1 : 1),
  );
  for (const { batchId, records } of sorted) {
    const outcome = { counted: 0, duplicates: [] as number[], conflicts: [] as number[] };
    for (const record of records) {
      const key = `${record.service} ${record.recordId}`;
      const first = standing.get(key);
      if (first === undefined) {
        standing.set(key, record);
        outcome.counted++;
      } else {
        const same =
          (['start', 'end', 'down', 'up', 'flow'] as const).every((k) => first[k] === record[k]) &&
          said(first) === said(record);
        (same ? outcome.duplicates : outcome.conflicts).push(record.index);
      }
    }
    outcomes[batchId] = outcome;
  }
  return { ...countedOf([...standing.values()]), outcomes };
}

function countedOf(standing: readonly PlainReading[]) {
  const closing: ReturnType<typeof lastOf>[] = [];
  const totals: Record<string, { down: bigint; up: bigint; lastEnd: number }> = {};
  for (const { service, start } of standing) {
    const total = (totals[service] ??= { down: 0n, up: 0n, lastEnd: 0 });
    total.lastEnd = Math.max(total.lastEnd, start);
  }
  for (const direction of ['down', 'up'] as const) {
    // A reading of one direction has its octets in the first pair of words.
    const octetsOf = (one: PlainReading) =>
      direction === 'up' && (one.marks & marks.down) === 0 ? one.down : one[direction];
    const counters = Map.groupBy(
      standing.filter(({ marks: all }) => (all & marks[direction]) !== 0),
      ({ service, flow }) => `${service} ${flow}`,
    );
    for (const readings of counters.values()) {
      readings.sort(
        (a, b) =>
          a.start - b.start ||
          a.end - b.end ||
          Number(octetsOf(a) - octetsOf(b)) ||
          (a.marks & marks.stop) - (b.marks & marks.stop) ||
          (a.marks & marks.fromZero) - (b.marks & marks.fromZero),
      );
      readings.forEach((one, i) => {
        const before = readings[i - 1];
        const total = totals[one.service];
        if (total === undefined) return;
        if (before !== undefined) {
          total[direction] += between(before, octetsOf(before), one, octetsOf(one));
        } else if ((one.marks & marks.fromZero) !== 0) total[direction] += octetsOf(one);
      });
      const last = readings.at(-1);
      if (last !== undefined) closing.push(lastOf(last, octetsOf(last)));
    }
  }
  return { totals, closing: inAnyOrder(closing) };
}

const inAnyOrder = (readings: readonly object[]) =>
  readings.map((one) => JSON.stringify(one)).sort();

const plain = ({ totals, outcomes, closing }: FoldedReadings) => ({
  closing: inAnyOrder(
    Array.from(closing.at, (at, i) => ({
      ...{ at, uptime: closing.uptime[i], low: closing.low[i], high: closing.high[i] },
      stop: closing.stop[i] === 1,
    })),
  ),
  totals: Object.fromEntries(
    totals.map(({ serviceId, down, up, lastEnd }) => [serviceId, { down, up, lastEnd }]),
  ),
  outcomes: Object.fromEntries(
    [...outcomes].map(([batchId, { counted, duplicates, conflicts }]) => [
      batchId,
      {
        counted,
        duplicates: duplicates.map(({ index }) => index),
        conflicts: conflicts.map(({ index }) => index),
      },
    ]),
  ),
});

const octets = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
const [noon, minute] = [Date.parse('2026-11-09T12:00:00Z'), 60_000];

/** Few of everything, so that all of it meets: ids, instants, uptimes and directions. */
const reading = fc
  .record({
    service: fc.constantFrom('inet-1', 'inet-2'),
    recordId: fc.oneof(
      fc.constantFrom('a', 'b', 'ab', 'x'.repeat(64)),
      fc.stringMatching(/^[a-z]{2}$/),
    ),
    flow: fc.constantFrom('f', 'g', 'a-flow-with-a-long-name'),
    minutes: fc.integer({ min: -700, max: 700 }),
    uptime: fc.constantFrom(0, 5, 7, 2 ** 31, 2 ** 32 - 1),
    down: octets,
    up: octets,
    direction: fc.constantFrom(marks.down, marks.up, marks.down | marks.up),
    other: fc.constantFrom(0, marks.stop, marks.fromZero, marks.stop | marks.fromZero, marks.start),
  })
  .map(({ minutes, uptime, direction, other, up, ...one }): Omit<PlainReading, 'index'> => {
    const start = noon + minutes * minute;
    const all = direction | other;
    const isBoth = direction === (marks.down | marks.up);
    return { ...one, start, end: start + uptime, up: isBoth ? up : 0n, marks: all };
  });

const batches = fc
  .array(
    fc.record({
      receivedAt: fc.constantFrom(1, 2, 3),
      records: fc.array(reading, { minLength: 1, maxLength: 25 }),
      again: fc.array(
        fc.record({ of: fc.nat(), other: fc.constantFrom(0, marks.fromZero, marks.stop) }),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all): Batch[] =>
    all.map(({ receivedAt, records, again }, i) => ({
      ...{ batchId: `batch-${i}`, receivedAt },
      records: [
        ...records,
        ...again.flatMap(({ of, other }) => {
          const one = records[of % records.length];
          return one === undefined ? [] : [{ ...one, marks: one.marks ^ other }];
        }),
      ].map((one, index) => ({ ...one, index })),
    })),
  );

/** Cuts batches into chunks, sends some twice, and shuffles all of it. */
const arrived = fc
  .tuple(batches, fc.infiniteStream(fc.nat(2)), fc.infiniteStream(fc.nat()))
  .map(([all, parts, order]) => {
    const next = <T>(stream: Iterator<T>) => stream.next().value as T;
    const chunks = all.flatMap((batch) => {
      const cut = Map.groupBy(batch.records, () => next(parts));
      return [...cut.values()].flatMap((part) => {
        const chunk = chunkOf(batch, part);
        return next(order) % 4 === 0 ? [chunk, chunkOf(batch, part)] : [chunk];
      });
    });
    const shuffled = chunks
      .map((chunk) => ({ chunk, rank: next(order) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ chunk }) => chunk);
    return { all, chunks: shuffled };
  });

describe('the fold of readings', () => {
  it('counts as the plain rule does, whatever the order, packing and repetition', () => {
    fc.assert(
      fc.property(arrived, ({ all, chunks }) => {
        expect(plain(foldReadings(chunks, noCounters))).toEqual(oracle(all));
      }),
      { numRuns: 1000 },
    );
  });

  it('of two days comes to the same as of one, when the second starts with what the first ended', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const distinct = new Map(
          all
            .flatMap(({ records }) => records)
            .map((one) => [`${one.service} ${one.recordId}`, one]),
        );
        const records = [...distinct.values()].map((one, index) => ({ ...one, index }));
        const fold = (some: PlainReading[], opening = noCounters) =>
          foldReadings([chunkOf({ batchId: 'b', receivedAt: 1 }, some)], opening);
        const morning = fold(records.filter(({ start }) => start < noon));
        const evening = fold(
          records.filter(({ start }) => start >= noon),
          morning.closing,
        );
        const whole = fold(records);
        const bytes = (...folds: FoldedReadings[]) =>
          folds
            .flatMap(({ totals }) => totals)
            .reduce<Record<string, bigint>>((sums, { serviceId, down, up }) => {
              sums[`${serviceId} down`] = (sums[`${serviceId} down`] ?? 0n) + down;
              sums[`${serviceId} up`] = (sums[`${serviceId} up`] ?? 0n) + up;
              return sums;
            }, {});
        expect(bytes(morning, evening)).toEqual(bytes(whole));
        expect(evening.closing).toEqual(whole.closing);
      }),
      { numRuns: 500 },
    );
  });

  it('tells a service by the account and period that came first', () => {
    const one = { service: 'inet-7', recordId: 'r', flow: 'f', index: 0, marks: 9 };
    const at = { start: noon, end: noon, down: 5n, up: 0n };
    const chunks = [
      chunkOf({ batchId: 'b', receivedAt: 2 }, [{ ...one, ...at }], '2026-11-02'),
      chunkOf({ batchId: 'a', receivedAt: 1 }, [{ ...one, ...at }], '2026-11-01'),
    ];
    expect(foldReadings(chunks, noCounters).totals).toEqual([
      {
        ...{ serviceId: 'inet-7', accountNumber: accountOf('inet-7'), periodStart: '2026-11-01' },
        ...{ down: 5n, up: 0n, lastEnd: noon },
      },
    ]);
  });

  it('of nothing is nothing', () => {
    expect(foldReadings([], noCounters)).toEqual({
      ...{ totals: [], outcomes: new Map(), closing: noCounters },
    });
  });
});
