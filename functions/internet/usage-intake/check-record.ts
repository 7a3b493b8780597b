/**
 * Delta records, checked by hand: zod takes four times as long as parsing the JSON does. What is
 * accepted here is what `deltaRecord` accepts (a test holds both together); zod explains the rest.
 */
import * as z from 'zod/mini';
import { instant as instantField } from '../../../shared/http/fields.ts';
import type { RecordColumns } from '../usage-chunk.ts';
import type { rejectionReasons } from './contract.ts';
import { deltaRecord } from './record-forms.ts';

type Reason = (typeof rejectionReasons)[number];
export type Objection = { reason: Reason; field?: string };

const fields = 6;

/**
 * Writes a record into a row of the columns. Undefined when the contract refuses it; then the row
 * holds nothing of use. `isServiceId` may remember what it has seen.
 */
export function readRecord(
  value: unknown,
  columns: RecordColumns,
  row: number,
  isServiceId: (text: string) => boolean = isServiceIdText,
): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Partial<Record<keyof z.output<typeof deltaRecord>, unknown>>;
  const { record_id: recordId, service_id: serviceId } = record;
  if (typeof recordId !== 'string' || !isRecordId(recordId)) return undefined;
  if (typeof serviceId !== 'string' || !isServiceId(serviceId)) return undefined;

  const start = readInstant(record.start);
  const end = readInstant(record.end);
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined;

  const { bytes_down: down, bytes_up: up } = record;
  if (!writeBytes(down, columns.downLow, columns.downHigh, row)) return undefined;
  if (!writeBytes(up, columns.upLow, columns.upHigh, row)) return undefined;

  let count = 0;
  for (const _field in record) count++;
  if (count !== fields) return undefined;

  columns.recordIds[row] = recordId;
  columns.start[row] = start;
  columns.end[row] = end;
  return serviceId;
}

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

export const isRecordId = (text: string) => /^[\x21-\x7e]{1,64}$/.test(text);

export const isServiceIdText = (text: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(text);

/** Epoch ms, or NaN. The usual forms, to the second or millisecond in UTC, without a regex. */
export function readInstant(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const { length } = value;
  const isUsual =
    (length === 20 || (length === 24 && value.charCodeAt(19) === dot)) &&
    value.charCodeAt(length - 1) === upperZ &&
    value.charCodeAt(4) === dash &&
    value.charCodeAt(7) === dash &&
    value.charCodeAt(10) === upperT &&
    value.charCodeAt(13) === colon &&
    value.charCodeAt(16) === colon;
  if (!isUsual) return readUnusual(value);
  const hours = two(value, 11);
  const minutes = two(value, 14);
  const seconds = two(value, 17);
  const millis = length === 20 ? 0 : three(value, 20);
  if (hours > 23 || minutes > 59 || seconds > 59 || millis > 999) return NaN;
  return dayStart(value) + hours * 3_600_000 + minutes * minute + seconds * 1000 + millis;
}

const [dot, dash, colon, upperT, upperZ] = [46, 45, 58, 84, 90];
/** Out of the range of anything, and of any sum with it. */
const notDigits = 1e9;

/** Neighbors in a batch are mostly of the same day. */
let lastDigits = -1;
let lastDay = NaN;

function dayStart(text: string): number {
  const digits = ((two(text, 0) * 100 + two(text, 2)) * 100 + two(text, 5)) * 100 + two(text, 8);
  if (digits === lastDigits) return lastDay;
  const day = knownDays.get(digits) ?? readUnusual(`${text.slice(0, 10)}T00:00:00Z`);
  if (!Number.isNaN(day)) {
    if (knownDays.size === daysKnown) knownDays.clear();
    knownDays.set(digits, day);
    lastDigits = digits;
    lastDay = day;
  }
  return day;
}

/** Flows of a batch began on many days. */
const knownDays = new Map<number, number>();
const daysKnown = 1000;

const readUnusual = (text: string) =>
  z.safeParse(instantField, text).success ? Date.parse(text) : NaN;

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : notDigits;
}

function three(text: string, at: number): number {
  const ones = text.charCodeAt(at + 2) - 48;
  return ones >= 0 && ones <= 9 ? two(text, at) * 10 + ones : notDigits;
}

function writeBytes(value: unknown, low: Uint32Array, high: Uint32Array, row: number): boolean {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) return false;
    low[row] = value;
    high[row] = value / 2 ** 32;
    return true;
  }
  if (!readBytes(value, words)) return false;
  low[row] = words.low;
  high[row] = words.high;
  return true;
}

const words = { low: 0, high: 0 };

/** Of 64 bits, as two words; false when it is no such count. */
export function readBytes(value: unknown, into: { low: number; high: number }): boolean {
  if (typeof value !== 'number') {
    if (typeof value !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(value)) return false;
    if (value.length > 15) {
      const count = BigInt(value);
      into.low = Number(count & 0xffff_ffffn);
      into.high = Number(count >> 32n);
      return count < 2n ** 64n;
    }
  }
  const count = Number(value);
  into.low = count >>> 0;
  into.high = Math.floor(count / 2 ** 32);
  return Number.isSafeInteger(count) && count >= 0;
}
