/** Instants of records, read by hand. */
import * as z from 'zod/mini';
import { instant as instantField } from '../../../shared/http/fields.ts';

const minute = 60_000;

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
