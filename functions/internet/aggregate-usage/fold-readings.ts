/**
 * Folds the readings of a shard-day into totals: of each counter, the differences from one reading
 * to the next, from the last one before the day on. Counters are cumulative, so that the result
 * depends on the set of readings alone, and one that is missing loses nothing.
 *
 * Records are told apart as the others are: an id counts once per service, the first by arrival.
 */
import { readingMarks, type Chunk } from '../usage-chunk.ts';
import { byArrival } from './arrival.ts';
import { ByteSum } from './byte-sum.ts';
import { countRows } from './count-rows.ts';
import type { Counters } from './counters.ts';
import { field, rowWords, rowsOfDay, type DayRows } from './day-rows.ts';
import { flowRows, sortInTime } from './flow-rows.ts';
import { byService, type Folded } from './fold.ts';
import { LastReadings } from './last-readings.ts';
import { standingRows } from './standing-rows.ts';

export type FoldedReadings = Folded & {
  /** The last reading of each counter, at the end of the day. */
  closing: Counters;
};

export function foldReadings(chunks: readonly Chunk[], opening: Counters): FoldedReadings {
  const batches = byArrival(chunks);
  const day = rowsOfDay(batches);
  const { services, flows, starts } = day;
  const standing = standingRows(day);
  const last = new LastReadings(opening, flows.count * 2);
  const eachFlow = flowRows(day);

  const totals = services.all.map((service, number) => {
    const from = starts[number] as number;
    const to = standing.keep(number);
    const down = new ByteSum();
    const up = new ByteSum();
    eachFlow(from, to, (own) => {
      const count = (isUp: boolean, sum: ByteSum) => {
        const counter = last.numberOf(isUp, services.names, number, flows, own.flow);
        sortInTime(day, own, isUp);
        last.write(counter, countRows(day, own, isUp, last.read(counter), sum));
      };
      if ((own.marks & readingMarks.down) !== 0) count(false, down);
      if ((own.marks & readingMarks.up) !== 0) count(true, up);
    });
    return { ...service, down: down.bytes(), up: up.bytes(), lastEnd: lastOf(day, from, to) };
  });
  return { totals: byService(totals), outcomes: standing.outcomes(batches), closing: last.all() };
}

/** There is a record up to this instant. */
function lastOf({ rows, base }: DayRows, from: number, to: number): number {
  let last = 0;
  for (let row = from; row < to; row++) {
    last = Math.max(last, rows[row * rowWords + field.start] as number);
  }
  return base + last;
}
