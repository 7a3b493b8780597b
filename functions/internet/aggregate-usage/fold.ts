/**
 * Folds the chunks of a shard-day into totals. A record id counts once per service: the first by
 * arrival stands, the same content again is a duplicate, other content a conflict. The result
 * depends on the set of records alone, not on the order or the packing of the chunks.
 *
 * The loops run once per record of the day at every fold, so they stay on typed arrays: ids are
 * compared as words, and bytes are summed as low and high words, which doubles hold exactly.
 */
import type { Chunk } from '../usage-chunk.ts';
import { byArrival } from './arrival.ts';
import { field, rowWords, rowsOfDay, type DayRows } from './day-rows.ts';
import type { KnownService } from './known-services.ts';
import { standingRows, type BatchOutcome } from './standing-rows.ts';
import { ByteSum } from './byte-sum.ts';

export type { BatchOutcome };
export type ServiceTotal = KnownService & {
  down: bigint;
  up: bigint;
  /** End of the latest record counted, epoch milliseconds. */
  lastEnd: number;
};
export type Folded = { totals: ServiceTotal[]; outcomes: Map<string, BatchOutcome> };

export function fold(chunks: readonly Chunk[]): Folded {
  const batches = byArrival(chunks);
  const day = rowsOfDay(batches);
  const standing = standingRows(day);
  const totals = day.services.all.map((service, number) => {
    const from = day.starts[number] as number;
    return { ...service, ...totalOf(day, from, standing.keep(number)) };
  });
  return { totals: byService(totals), outcomes: standing.outcomes(batches) };
}

export const byService = (totals: ServiceTotal[]) =>
  totals.sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));

function totalOf({ rows, base }: DayRows, from: number, to: number) {
  const down = new ByteSum();
  const up = new ByteSum();
  let lastEnd = 0;
  for (let at = from * rowWords; at < to * rowWords; at += rowWords) {
    down.add(rows[at + field.downLow] as number, rows[at + field.downHigh] as number);
    up.add(rows[at + field.upLow] as number, rows[at + field.upHigh] as number);
    const end = (rows[at + field.start] as number) + (rows[at + field.length] as number);
    if (end > lastEnd) lastEnd = end;
  }
  return { down: down.bytes(), up: up.bytes(), lastEnd: base + lastEnd };
}
