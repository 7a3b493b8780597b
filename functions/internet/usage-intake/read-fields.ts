/**
 * Fields of records, read by hand: zod takes four times as long as parsing the JSON does. Each gives
 * what the contract of `record-forms.ts` accepts, and tells anything else apart.
 */
import type { NameTable } from '../name-table.ts';
import { writeText } from '../words.ts';
import { longestId, type RecordColumns } from './record-columns.ts';

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
