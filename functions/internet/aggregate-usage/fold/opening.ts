/** Last readings of counters as they are kept between days: in columns, compressed. */
import { hash } from 'node:crypto';
import { columnBytes, packColumns, unpackColumns, unpackNames } from '../../packed-columns.ts';
import type { Counters } from '../counters.ts';

/** Counters, and columns of words that their names have. */
const headOf = ({ names }: Counters) => JSON.stringify([names.count, names.columns.length]);
const columnsOf = ({ at, uptime, low, high, stop, names }: Counters) => [
  ...[at, uptime, low, high, stop],
  ...names.columns,
];

/** What a day ended with, told in a few letters. */
export const fingerprint = (counters: Counters): string =>
  counters.at.length === 0
    ? ''
    : hash('sha256', columnBytes(headOf(counters), columnsOf(counters)), 'base64url').slice(0, 22);

/** An item takes 400 kB. */
const partBytes = 350_000;

export function packCounters(counters: Counters): Uint8Array[] {
  const whole = packColumns(headOf(counters), columnsOf(counters));
  return Array.from({ length: Math.ceil(whole.length / partBytes) }, (_, i) =>
    whole.subarray(i * partBytes, (i + 1) * partBytes),
  );
}

export function unpackCounters(parts: readonly Uint8Array[]): Counters {
  const columns = unpackColumns(Buffer.concat(parts));
  const [count, places] = JSON.parse(columns.head) as [number, number];
  return {
    at: columns.doubles(count),
    ...{ uptime: columns.words(count), low: columns.words(count), high: columns.words(count) },
    stop: columns.bytes(count),
    names: unpackNames(columns, count, places),
  };
}
