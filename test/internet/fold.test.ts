import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { fold, type Folded } from '../../functions/internet/aggregate-usage/fold.ts';
import { accountOf, chunkOf, type PlainBatch, type PlainRecord } from './chunks.ts';

/** The rule, said as plainly as possible. */
function oracle(batches: readonly PlainBatch[]) {
  const standing = new Map<string, PlainRecord>();
  const totals = new Map<string, { down: bigint; up: bigint; lastEnd: number }>();
  const outcomes: Record<string, { counted: number; duplicates: number[]; conflicts: number[] }> =
    {};
  const sorted = batches.toSorted(
    (a, b) => a.receivedAt - b.receivedAt || (a.batchId < b.batchId ? -1 : 1),
  );
  for (const { batchId, records } of sorted) {
    const outcome = (outcomes[batchId] = {
      counted: 0,
      duplicates: [] as number[],
      conflicts: [] as number[],
    });
    for (const record of records) {
      const key = `${record.service} ${record.recordId}`;
      const first = standing.get(key);
      if (first === undefined) {
        standing.set(key, record);
        outcome.counted++;
        const total = totals.get(record.service) ?? { down: 0n, up: 0n, lastEnd: 0 };
        totals.set(record.service, {
          down: total.down + record.down,
          up: total.up + record.up,
          lastEnd: Math.max(total.lastEnd, record.end),
        });
      } else {
        const same = (['start', 'end', 'down', 'up'] as const).every((k) => first[k] === record[k]);
        (same ? outcome.duplicates : outcome.conflicts).push(record.index);
      }
    }
  }
  return { totals: Object.fromEntries(totals), outcomes };
}

const plain = ({ totals, outcomes }: Folded) => ({
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

/** Few services, ids and values, so that duplicates and conflicts are frequent. */
const record = fc.record({
  service: fc.constantFrom('inet-1', 'inet-2', 'inet-3'),
  recordId: fc.constantFrom('a', 'b', 'c', 'ab', 'ba', 'x'.repeat(64), '~', '!'),
  start: fc.constantFrom(1_000, 2_000),
  end: fc.constantFrom(3_000, 4_000),
  down: fc.oneof(fc.constantFrom(0n, 1n, 2n ** 32n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n)),
  up: fc.constantFrom(0n, 7n, 2n ** 53n + 1n),
});

const batches = fc
  .array(
    fc.record({
      receivedAt: fc.constantFrom(1, 2, 3),
      records: fc.array(record, { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all): PlainBatch[] =>
    all.map(({ receivedAt, records }, i) => ({
      batchId: `batch-${i}`,
      receivedAt,
      records: records.map((one, index) => ({ ...one, index })),
    })),
  );

/** Cuts each batch into parts, sends some parts twice, and shuffles all of it. */
const packed = batches.chain((all) =>
  fc
    .record({
      cuts: fc.infiniteStream(fc.nat(3)),
      twice: fc.infiniteStream(fc.boolean()),
      order: fc.infiniteStream(fc.nat()),
    })
    .map(({ cuts, twice, order }) => {
      const next = <T>(stream: Iterator<T>) => stream.next().value as T;
      const chunks = all.flatMap((batch) => {
        const parts: PlainRecord[][] = [[], [], [], []];
        for (const one of batch.records) parts[next(cuts)]?.push(one);
        return parts
          .filter((part) => part.length > 0)
          .flatMap((part) => {
            const chunk = chunkOf(batch, part);
            return next(twice) ? [chunk, chunkOf(batch, part)] : [chunk];
          });
      });
      const sorted = chunks
        .map((chunk) => ({ chunk, rank: next(order) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ chunk }) => chunk);
      return { all, chunks: sorted };
    }),
);

describe('the fold of a shard-day', () => {
  it('counts as the plain rule does, whatever the order, packing and repetition', () => {
    fc.assert(
      fc.property(packed, ({ all, chunks }) => {
        expect(plain(fold(chunks))).toEqual(oracle(all));
      }),
      { numRuns: 500 },
    );
  });

  it('names each duplicate and conflict by its id, and leaves the first by arrival', () => {
    const one = {
      service: 'inet-1',
      recordId: 'r-1',
      index: 0,
      start: 0,
      end: 900_000,
      down: 5n,
      up: 1n,
    };
    const late = chunkOf({ batchId: 'late', receivedAt: 20 }, [{ ...one, down: 6n }]);
    const early = chunkOf({ batchId: 'early', receivedAt: 10 }, [one, { ...one, index: 4 }]);
    expect(fold([late, early])).toEqual({
      totals: [
        {
          serviceId: 'inet-1',
          accountNumber: accountOf('inet-1'),
          periodStart: '2026-11-09',
          down: 5n,
          up: 1n,
          lastEnd: 900_000,
        },
      ],
      outcomes: new Map([
        ['early', { counted: 1, duplicates: [{ index: 4, recordId: 'r-1' }], conflicts: [] }],
        ['late', { counted: 0, duplicates: [], conflicts: [{ index: 0, recordId: 'r-1' }] }],
      ]),
    });
  });

  it('keeps every byte of sums beyond 2^64 and of many services', () => {
    const most = 2n ** 64n - 1n;
    const records = Array.from({ length: 3000 }, (_, index) => ({
      service: `inet-${index % 500}`,
      recordId: `r-${index}`,
      index,
      start: 0,
      end: index + 1,
      down: most,
      up: most - BigInt(index),
    }));
    const batch = { batchId: 'b', receivedAt: 1, records };
    const { totals } = fold([chunkOf(batch, records)]);
    expect(totals).toHaveLength(500);
    expect(plain(fold([chunkOf(batch, records)])).totals).toEqual(oracle([batch]).totals);
  });

  it('takes the first arrival of a batch that was stored at two times', () => {
    const base = { service: 'inet-1', recordId: 'r', start: 0, end: 1, up: 0n };
    const folded = fold([
      chunkOf({ batchId: 'a', receivedAt: 30 }, [{ ...base, index: 0, down: 1n }]),
      chunkOf({ batchId: 'b', receivedAt: 20 }, [{ ...base, index: 0, down: 2n }]),
      chunkOf({ batchId: 'a', receivedAt: 10 }, [{ ...base, index: 1, recordId: 's', down: 4n }]),
    ]);
    expect(folded.totals[0]?.down).toBe(5n);
    expect(folded.outcomes.get('b')?.conflicts).toHaveLength(1);
  });

  it('of nothing is nothing', () => {
    expect(fold([])).toEqual({ totals: [], outcomes: new Map() });
  });
});
