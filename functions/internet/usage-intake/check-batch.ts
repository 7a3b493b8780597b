/** The records of a batch in columns, and those that are rejected before their service is known. */
import { NameTable } from '../name-table.ts';
import {
  explainReading,
  keepReading,
  objectionToReading,
  readingFormOf,
  type ReadingForm,
} from './check-reading.ts';
import { explain, objectionTo, readRecord, recordIdIn, type Objection } from './check-record.ts';
import type { Rejected } from './contract.ts';
import { tooLong, unreadable } from './lines.ts';
import type { ReadBatch } from './read-batch.ts';
import {
  deltaColumns,
  readingColumns,
  type DeltaColumns,
  type ReadingColumns,
} from './record-columns.ts';

export type CheckedBatch = {
  /** Those that deltas and sessions name. */
  services: NameTable;
  deltas: DeltaColumns;
  readings: ReadingColumns;
};

/** `now` in epoch ms. */
export function checkBatch(
  { values, lines }: ReadBatch,
  now: number,
): CheckedBatch & { rejected: Rejected[] } {
  const rejected: Rejected[] = [];
  const batch = emptyBatch(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const objection = check(batch, value, index, now);
    if (objection === undefined) continue;
    const recordId = recordIdIn(value);
    rejected.push({
      index,
      ...(recordId === undefined ? {} : { recordId }),
      ...lineAt(lines, index),
      ...objection,
    });
  }
  return { ...batch, rejected };
}

export const lineAt = (lines: readonly number[] | undefined, index: number) => {
  const line = lines?.[index];
  return line === undefined ? {} : { line };
};

/** Records that were checked when they came in. */
export function recheck(records: readonly { index: number; record: unknown }[]): CheckedBatch {
  const batch = emptyBatch(records.length);
  for (const { index, record } of records) {
    if (check(batch, record, index) !== undefined) throw new Error('A stored record is malformed');
  }
  return batch;
}

/** Of a batch that is done with: touching new memory takes as long as filling it. */
let spare: CheckedBatch | undefined;

function emptyBatch(capacity: number): CheckedBatch {
  const own = spare;
  spare = undefined;
  if (own !== undefined && own.deltas.index.length >= capacity) return own;
  const services = new NameTable();
  return {
    services,
    deltas: deltaColumns(capacity, services),
    readings: readingColumns(capacity, services),
  };
}

/** The memory of a batch whose chunks are packed: the next one may have it. */
export function release(batch: CheckedBatch): void {
  const { services, deltas, readings } = batch;
  for (const names of [services, readings.flows, readings.modems]) names.clear();
  deltas.count = readings.count = 0;
  readings.sent.length = readings.holders.length = 0;
  spare = batch;
}

/** `now` undefined: its time was looked at before. */
function check(
  { deltas, readings }: CheckedBatch,
  value: unknown,
  index: number,
  now?: number,
): Objection | undefined {
  const form = readingFormOf(value);
  return form === undefined
    ? checkDelta(deltas, value, index, now)
    : checkReading(readings, form, value as object, index, now);
}

function checkDelta(
  deltas: DeltaColumns,
  value: unknown,
  index: number,
  now: number | undefined,
): Objection | undefined {
  if (!readRecord(value, deltas)) {
    return whyRefused(value);
  }
  const { count, start, end } = deltas;
  const reason =
    now === undefined ? undefined : objectionTo(start[count] ?? NaN, end[count] ?? NaN, now);
  if (reason !== undefined) return { reason };
  deltas.index[count] = index;
  deltas.count++;
  return undefined;
}

function whyRefused(value: unknown): Objection {
  if (value === tooLong) return { reason: 'line-too-long' };
  return value === unreadable ? { reason: 'malformed' } : explain(value);
}

function checkReading(
  readings: ReadingColumns,
  form: ReadingForm,
  value: object,
  index: number,
  now: number | undefined,
): Objection | undefined {
  if (!form.read(value, readings)) return explainReading(form, value);
  const reason = now === undefined ? undefined : objectionToReading(readings, now);
  if (reason !== undefined) return { reason };
  keepReading(readings, index, value);
  return undefined;
}
