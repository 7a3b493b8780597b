/**
 * Fields of records, read by hand: zod takes four times as long as parsing the JSON does. Each gives
 * what the contract of `record-forms.ts` accepts, and tells anything else apart.
 */
import * as z from 'zod/mini';
import { instant as instantField } from '../../../shared/http/fields.ts';
import type { NameTable } from '../name-table.ts';
import { writeText } from '../words.ts';
import { longestId, type RecordColumns } from './record-columns.ts';

const minute = 60_000;

/** Writes the id of the next row; false when it is none. */
export function readRecordId(value: unknown, { ids, count }: RecordColumns): boolean {
  if (typeof value !== 'string') return false;
  const end = writeText(value, ids.words, ids.starts[count] as number, longestId);
  if (end === -1) return false;
  ids.starts[count + 1] = end;
  return true;
}

const longestServiceId = 40;

/** Its number, or -1. Only one that is new has to be looked at closely. */
export function readServiceId(value: unknown, services: NameTable): number {
  if (typeof value !== 'string') return -1;
  const from = services.room(longestServiceId / 4);
  const to = writeText(value, services.words, from, longestServiceId);
  if (to === -1) return -1;
  const known = services.count;
  const number = services.take(to);
  if (number < known || isServiceId(value)) return number;
  services.dropLast();
  return -1;
}

/** The number of a service that is on file. */
export function numberOfService(serviceId: string, services: NameTable): number {
  const from = services.room(longestServiceId / 4);
  return services.take(writeText(serviceId, services.words, from, longestServiceId));
}

const isServiceId = (text: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(text);

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

/** The same where neighbors mostly have the same instant. */
export function instantReader(): typeof readInstant {
  let text: unknown;
  let instant = NaN;
  return (value) => {
    if (value === text) return instant;
    instant = readInstant(value);
    text = value;
    return instant;
  };
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

/** Below 2^32, or NaN. CSV knows no numbers: decimals are taken too. */
export function readWord(value: unknown, absent = NaN): number {
  if (typeof value === 'number') {
    return value >= 0 && value < word && Number.isInteger(value) ? value : NaN;
  }
  if (value === undefined) return absent;
  if (typeof value !== 'string' || !readDecimal(value, decimal)) return NaN;
  return decimal.high === 0 ? decimal.low : NaN;
}

/** Counts of 64 bits, as two words; false when it is no such count. */
export function readBytes(value: unknown, low: Uint32Array, high: Uint32Array, row: number) {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) return false;
    low[row] = value;
    high[row] = value / word;
    return true;
  }
  if (typeof value !== 'string' || !readDecimal(value, decimal)) return false;
  low[row] = decimal.low;
  high[row] = decimal.high;
  return true;
}

const word = 2 ** 32;
const decimal = { low: 0, high: 0 };
const digitsAtOnce = 5;
const longestDecimal = 20;

/** Digits without a leading 0, below 2^64. Some at a time: their products stay below 2^53. */
export function readDecimal(text: string, into: { low: number; high: number }): boolean {
  const { length } = text;
  if (length === 0 || length > longestDecimal) return false;
  if (length > 1 && text.charCodeAt(0) === 48) return false;
  let low = 0;
  let high = 0;
  for (let i = 0; i < length;) {
    const end = Math.min(length, i + digitsAtOnce);
    let part = 0;
    let scale = 1;
    for (; i < end; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return false;
      part = part * 10 + digit;
      scale *= 10;
    }
    const sum = low * scale + part;
    const carried = Math.floor(sum / word);
    low = sum - carried * word;
    high = high * scale + carried;
  }
  into.low = low;
  into.high = high;
  return high < word;
}

/** How many fields a record has. */
export function fieldsOf(record: object): number {
  let count = 0;
  for (const _field in record) count++;
  return count;
}
