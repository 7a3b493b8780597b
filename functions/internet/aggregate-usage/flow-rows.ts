/** The rows of a service's flows: those of each one together. */
import { readingMarks } from '../usage-chunk.ts';
import { field, rowWords, type DayRows } from './day-rows.ts';

/** The rows `order[from]` up to `order[to]`, which is not of them, are a flow's. */
export type FlowRows = {
  flow: number;
  /** All that its rows are marked with. */
  marks: number;
  order: Int32Array;
  from: number;
  to: number;
};

/** Gives a function that shows the flows of rows that lie side by side, one after the other. */
export function flowRows({ rows, flows }: Pick<DayRows, 'rows' | 'flows'>) {
  /** Of each flow: how many rows it has, then where they begin. */
  const places = new Int32Array(flows.count);
  let order = new Int32Array(64);

  return (first: number, end: number, show: (own: FlowRows) => void): void => {
    const found: number[] = [];
    for (let at = first * rowWords + field.flow; at < end * rowWords; at += rowWords) {
      const flow = rows[at] as number;
      const count = places[flow] as number;
      if (count === 0) found.push(flow);
      places[flow] = count + 1;
    }
    let all = 0;
    for (const flow of found) places[flow] = all += places[flow] as number;
    if (order.length < all) order = new Int32Array(all * 2);

    // From behind, each in front of the one before: where the last is put, its flow begins.
    for (let row = end - 1; row >= first; row--) {
      const flow = rows[row * rowWords + field.flow] as number;
      const place = (places[flow] as number) - 1;
      places[flow] = place;
      order[place] = row;
    }
    for (let i = 0; i < found.length; i++) {
      const flow = found[i] as number;
      const from = places[flow] as number;
      const to = i + 1 < found.length ? (places[found[i + 1] as number] as number) : all;
      let marks = 0;
      for (let j = from; j < to; j++) {
        marks |= rows[(order[j] as number) * rowWords + field.marks] as number;
      }
      show({ flow, marks, order, from, to });
    }
    for (const flow of found) places[flow] = 0;
  };
}

/** Brings a flow's rows in time by one of its counters; mostly they are. */
export function sortInTime(
  { rows }: Pick<DayRows, 'rows'>,
  { order, from, to }: FlowRows,
  isUp: boolean,
): void {
  let before = (order[from] as number) * rowWords;
  for (let i = from + 1; i < to; i++) {
    const at = (order[i] as number) * rowWords;
    const isLater = (rows[before + field.start] as number) < (rows[at + field.start] as number);
    if (!isLater && inTime(rows, before, at, isUp) > 0) {
      order.subarray(from, to).sort((a, b) => inTime(rows, a * rowWords, b * rowWords, isUp));
      return;
    }
    before = at;
  }
}

/** A total order on what readings say: those of one instant count in the order of their counters. */
function inTime(rows: Uint32Array, a: number, b: number, isUp: boolean): number {
  const [low, high] = isUp ? [field.upLow, field.upHigh] : [field.downLow, field.downHigh];
  const by = (place: number) => (rows[a + place] as number) - (rows[b + place] as number);
  const byMark = (mark: number) =>
    ((rows[a + field.marks] as number) & mark) - ((rows[b + field.marks] as number) & mark);
  return (
    by(field.start) ||
    by(field.length) ||
    by(high) ||
    by(low) ||
    byMark(readingMarks.stop) ||
    byMark(readingMarks.fromZero)
  );
}
