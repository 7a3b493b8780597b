/**
 * Which records of a day stand: an id counts once per service, the first by arrival. The same
 * content again is a duplicate, other content a conflict.
 */
import { readingMarks, recordIdAt, type Chunk } from '../usage-chunk.ts';
import { sameName } from '../name-columns.ts';
import type { ArrivedBatch } from './arrival.ts';
import { field, rowWords, statusMarks, type DayRows } from './day-rows.ts';

export type RecordReference = { index: number; recordId: string };
export type BatchOutcome = {
  counted: number;
  duplicates: RecordReference[];
  conflicts: RecordReference[];
};

const fates = { counts: 0, duplicate: 1, conflict: 2 };

export function standingRows(day: DayRows) {
  const { rows, starts } = day;
  const fate = new Uint8Array(day.firsts.at(-1) ?? 0);
  let fallen = 0;
  let slots = new Int32Array(64);

  /** Moves the service's rows that stand to the front; gives where they end. */
  const keep = (service: number): number => {
    const from = starts[service] as number;
    const to = starts[service + 1] as number;
    const size = 2 ** Math.ceil(Math.log2(Math.max(to - from, 8) * 2));
    if (slots.length < size) slots = new Int32Array(size);
    else slots.fill(0, 0, size);
    let kept = from;
    for (let row = from; row < to; row++) {
      const at = row * rowWords;
      const standing = find(day, slots, size - 1, row, kept);
      if (standing === none) {
        if (row !== kept) rows.copyWithin(kept * rowWords, at, at + rowWords);
        kept++;
      } else {
        fallen++;
        fate[rows[at + field.number] as number] = sameContent(rows, at, standing * rowWords)
          ? fates.duplicate
          : fates.conflict;
      }
    }
    return kept;
  };

  return {
    keep,
    /** After all services: what is told to each batch. */
    outcomes: (batches: readonly ArrivedBatch[]) =>
      fallen === 0 ? allCounted(batches) : outcomesOf(batches, day, fate),
  };
}

const none = -1;

/** The row that stands for the id of this one; `none` when this one does from now on, as `kept`. */
function find(day: DayRows, slots: Int32Array, mask: number, row: number, kept: number): number {
  const { rows } = day;
  const hash = rows[row * rowWords] as number;
  let slot = hash & mask;
  for (let taken; (taken = slots[slot] as number) !== 0; slot = (slot + 1) & mask) {
    if (rows[(taken - 1) * rowWords] === hash && sameId(day, row, taken - 1)) return taken - 1;
  }
  slots[slot] = kept + 1;
  return none;
}

function sameId(day: DayRows, one: number, other: number): boolean {
  const { rows } = day;
  const [a, b] = [one * rowWords, other * rowWords];
  const mine = recordOf(day, rows[a + field.number] as number);
  const its = recordOf(day, rows[b + field.number] as number);
  const [ids, itsIds] = [mine.chunk.ids, its.chunk.ids];
  if (ids !== undefined && itsIds !== undefined) return sameName(ids, mine.row, itsIds, its.row);
  return (
    ids === itsIds &&
    rows[a + field.flow] === rows[b + field.flow] &&
    rows[a + field.start] === rows[b + field.start] &&
    (((rows[a + field.marks] as number) ^ (rows[b + field.marks] as number)) & statusMarks) === 0
  );
}

/** Whether a flow counts from 0 follows from what was sent, and from whose the modem was. */
function sameContent(rows: Uint32Array, a: number, b: number): boolean {
  for (let i = field.start; i < field.marks; i++) if (rows[a + i] !== rows[b + i]) return false;
  const other = (rows[a + field.marks] as number) ^ (rows[b + field.marks] as number);
  return (other & ~readingMarks.fromZero) === 0;
}

function recordOf({ chunks, firsts }: DayRows, number: number): { chunk: Chunk; row: number } {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((firsts[middle] as number) <= number) low = middle;
    else high = middle - 1;
  }
  return { chunk: chunks[low] as Chunk, row: number - (firsts[low] as number) };
}

const allCounted = (batches: readonly ArrivedBatch[]) =>
  new Map<string, BatchOutcome>(
    batches.map(({ batchId, runs }) => [
      batchId,
      {
        counted: runs.reduce((sum, { from, to }) => sum + to - from, 0),
        ...{ duplicates: [], conflicts: [] },
      },
    ]),
  );

/** In the order of the records. */
function outcomesOf(
  batches: readonly ArrivedBatch[],
  { chunks, firsts }: DayRows,
  fate: Uint8Array,
) {
  const first = new Map(chunks.map((chunk, i) => [chunk, firsts[i] as number]));
  return new Map(
    batches.map(({ batchId, runs }) => {
      const outcome: BatchOutcome = { counted: 0, duplicates: [], conflicts: [] };
      for (const { chunk, from, to } of runs) {
        const base = first.get(chunk) ?? 0;
        for (let row = from; row < to; row++) {
          const one = fate[base + row] as number;
          if (one === fates.counts) outcome.counted++;
          else {
            (one === fates.duplicate ? outcome.duplicates : outcome.conflicts).push({
              index: chunk.index[row] as number,
              recordId: recordIdAt(chunk, row),
            });
          }
        }
      }
      return [batchId, outcome];
    }),
  );
}
