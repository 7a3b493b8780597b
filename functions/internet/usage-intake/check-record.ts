/**
 * Delta records, checked by hand: zod takes four times as long as parsing the JSON does. What is
 * accepted here is what `deltaRecord` accepts (a test holds both together); zod explains the rest.
 */
import * as z from 'zod/mini';
import type { rejectionReasons } from './contract.ts';
import { fieldsOf, readBytes, readRecordId, readServiceId } from './read-fields.ts';
import { instantReader } from './read-instant.ts';
import type { DeltaColumns } from './record-columns.ts';
import { deltaRecord } from './record-forms.ts';

type Reason = (typeof rejectionReasons)[number];
export type Objection = { reason: Reason; field?: string };

const fields = 6;

/**
 * Reads a record into the row behind the last one. False when the contract refuses it; then the row
 * holds nothing of use.
 */
export function readRecord(value: unknown, into: DeltaColumns): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof z.output<typeof deltaRecord>, unknown>>;
  const row = into.count;
  if (!readRecordId(record.record_id, into)) return false;

  const start = readStart(record.start);
  const end = readEnd(record.end);
  if (Number.isNaN(start) || Number.isNaN(end)) return false;
  if (!readBytes(record.bytes_down, into.downLow, into.downHigh, row)) return false;
  if (!readBytes(record.bytes_up, into.upLow, into.upHigh, row)) return false;
  if (fieldsOf(record) !== fields) return false;

  const service = readServiceId(record.service_id, into.services);
  if (service === -1) return false;
  into.service[row] = service;
  into.start[row] = start;
  into.end[row] = end;
  return true;
}

const [readStart, readEnd] = [instantReader(), instantReader()];

/** Why the contract refuses a value that `readRecord` refused. */
export function explain(value: unknown): Objection {
  const { error } = z.safeParse(deltaRecord, value);
  return error === undefined ? { reason: 'malformed' } : explainBy(error);
}

export function explainBy({ issues }: z.core.$ZodError): Objection {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')?.keys[0];
  if (unknown !== undefined) return { reason: 'unknown-field', field: shortened(unknown) };
  const field = issues[0]?.path[0];
  return field === undefined
    ? { reason: 'malformed' }
    : { reason: 'invalid-field', field: String(field) };
}

const minute = 60_000;
const longest = 25 * 60 * minute;
export const clockSkew = 5 * minute;
/** Days for which records are taken. */
export const oldest = 130 * 24 * 60 * minute;

/** Why the interval of a well-formed record cannot count; epoch ms. */
export function objectionTo(start: number, end: number, now: number): Reason | undefined {
  if (end <= start) return 'empty-interval';
  if (end - start > longest) return 'interval-too-long';
  return objectionToTime(start, end, now);
}

export function objectionToTime(start: number, end: number, now: number): Reason | undefined {
  if (end > now + clockSkew) return 'in-the-future';
  if (start < now - oldest) return 'too-old';
  return undefined;
}

/** The id of a refused record, as far as it can be told. */
export function recordIdIn(value: unknown): string | undefined {
  const record = value as { record_id?: unknown; acct_unique_id?: unknown } | null;
  const id = record?.record_id ?? record?.acct_unique_id;
  return typeof id === 'string' ? shortened(id) : undefined;
}

/** What goes back to the sender: never longer than a good id. */
const shortened = (text: string) => text.slice(0, 64).toWellFormed();
