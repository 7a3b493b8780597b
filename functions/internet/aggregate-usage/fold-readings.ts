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
import { difference, type Counters, type Difference, type LastReading } from './counters.ts';
import { field, rowWords, rowsOfDay, type DayRows } from './day-rows.ts';
import { flowRows, sortInTime, type FlowRows } from './flow-rows.ts';
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
  const countRows = counting(day);

  const totals = services.all.map((service, number) => {
    const from = starts[number] as number;
    const to = standing.keep(number);
    const down = new ByteSum();
    const up = new ByteSum();
    eachFlow(from, to, (own) => {
      const count = (isUp: boolean, sum: ByteSum) => {
        const counter = last.numberOf(isUp, services.names, number, flows, own.flow);
        sortInTime(day, own, isUp);
        countRows(own, isUp, counter, last, sum);
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

/** Gives a function that adds what a counter counted on the day, and keeps its last reading. */
function counting(day: DayRows) {
  const { rows } = day;
  let before = emptyReading();
  let after = emptyReading();
  const counted: Difference = { low: 0, high: 0 };

  return (
    { order, from, to }: FlowRows,
    isUp: boolean,
    counter: number,
    last: LastReadings,
    sum: ByteSum,
  ) => {
    const direction = isUp ? readingMarks.up : readingMarks.down;
    let isKnown = last.read(counter, before);
    for (let i = from; i < to; i++) {
      const at = (order[i] as number) * rowWords;
      const said = rows[at + field.marks] as number;
      if ((said & direction) === 0) continue;
      readRow(day, at, isUp, after);
      if (isKnown) {
        difference(before, after, counted);
        sum.add(counted.low, counted.high);
      } else if ((said & readingMarks.fromZero) !== 0) sum.add(after.low, after.high);
      isKnown = true;
      const spare = before;
      before = after;
      after = spare;
    }
    last.write(counter, before);
  };
}

const emptyReading = (): LastReading => ({ at: 0, uptime: 0, low: 0, high: 0, stop: false });

function readRow({ rows, base }: DayRows, at: number, isUp: boolean, into: LastReading) {
  into.at = base + (rows[at + field.start] as number);
  into.uptime = rows[at + field.length] as number;
  into.low = rows[at + (isUp ? field.upLow : field.downLow)] as number;
  into.high = rows[at + (isUp ? field.upHigh : field.downHigh)] as number;
  into.stop = ((rows[at + field.marks] as number) & readingMarks.stop) !== 0;
}
