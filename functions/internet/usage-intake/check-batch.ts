/** The records of a batch in columns, and those that are rejected before their service is known. */
import { recordColumns, type RecordColumns } from '../usage-chunk.ts';
import { explain, isServiceIdText, objectionTo, readRecord, recordIdIn } from './check-record.ts';
import type { Objection } from './check-record.ts';
import type { Rejected } from './contract.ts';
import { isReading, objectionToReading, readReading, type Reading } from './check-reading.ts';
import { tooLong, unreadable } from './lines.ts';
import type { ReadBatch } from './read-batch.ts';

export type CheckedBatch = {
  columns: RecordColumns;
  /** Rows of the columns that are filled. */
  count: number;
  serviceIds: readonly string[];
  /** For each row, its position in `serviceIds`. */
  services: Uint32Array;
  readings: readonly Reading[];
};

/** `now` in epoch ms. */
export function checkBatch(
  { values, lines }: ReadBatch,
  now: number,
): CheckedBatch & { rejected: Rejected[] } {
  const rejected: Rejected[] = [];
  const batch = collector(values.length);
  values.forEach((value, index) => {
    const row = batch.add(value, index);
    const objection =
      row === undefined ? batch.addReading(value, index, now) : batch.objection(row, now);
    if (objection === undefined) return;
    if (row !== undefined) batch.dropLast();
    const recordId = recordIdIn(value);
    rejected.push({
      index,
      ...(recordId === undefined ? {} : { recordId }),
      ...lineAt(lines, index),
      ...objection,
    });
  });
  return { ...batch.checked(), rejected };
}

export const lineAt = (lines: readonly number[] | undefined, index: number) => {
  const line = lines?.[index];
  return line === undefined ? {} : { line };
};

function whyRefused(value: unknown): Objection {
  if (value === tooLong) return { reason: 'line-too-long' };
  return value === unreadable ? { reason: 'malformed' } : explain(value);
}

/** Records that were checked when they came in. */
export function recheck(records: readonly { index: number; record: unknown }[]): CheckedBatch {
  const batch = collector(records.length);
  for (const { index, record } of records) {
    if (batch.add(record, index) !== undefined) continue;
    const objection = batch.addReading(record, index);
    if (objection !== undefined) throw new Error('A stored record is malformed');
  }
  return batch.checked();
}

function collector(capacity: number) {
  const columns = recordColumns(capacity);
  const services = new Uint32Array(capacity);
  const positions = new Map<string, number>();
  const readings: Reading[] = [];
  let count = 0;
  const isServiceId = (text: string) => positions.has(text) || isServiceIdText(text);

  return {
    /** The row, or undefined when the contract refuses the value. */
    add(value: unknown, index: number): number | undefined {
      const serviceId = readRecord(value, columns, count, isServiceId);
      if (serviceId === undefined) return undefined;
      let position = positions.get(serviceId);
      if (position === undefined) positions.set(serviceId, (position = positions.size));
      services[count] = position;
      columns.index[count] = index;
      return count++;
    },
    /** `now` undefined: its time was looked at before. */
    addReading(value: unknown, index: number, now?: number): Objection | undefined {
      const reading = readReading(value, index);
      if (reading === undefined) return whyRefused(value);
      if (!isReading(reading)) return reading;
      const reason = now === undefined ? undefined : objectionToReading(reading, now);
      if (reason !== undefined) return { reason };
      readings.push(reading);
      return undefined;
    },
    objection(row: number, now: number): Objection | undefined {
      const reason = objectionTo(columns.start[row] ?? NaN, columns.end[row] ?? NaN, now);
      return reason === undefined ? undefined : { reason };
    },
    dropLast() {
      count--;
    },
    checked: (): CheckedBatch => ({
      ...{ columns, count, services, readings },
      serviceIds: [...positions.keys()],
    }),
  };
}
