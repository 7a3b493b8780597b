/** Last readings of counters as they are kept between days: in columns, in one order, compressed. */
import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { Counters, LastReading } from '../counters.ts';

const packed = z.tuple([
  z.array(z.string()),
  z.array(z.number()),
  z.array(z.number()),
  z.array(z.number()),
  z.array(z.number()),
  z.array(z.number()),
]);

/** The same readings give the same text, in whatever order they were found. */
function textOf(counters: Counters): string {
  const names = [...counters.keys()].sort();
  const readings = names.map((name) => counters.get(name) as LastReading);
  let before = 0;
  const times = readings.map(({ at }) => {
    const step = at - before;
    before = at;
    return step;
  });
  return JSON.stringify([
    names,
    times,
    readings.map(({ uptime }) => uptime),
    readings.map(({ low }) => low),
    readings.map(({ high }) => high),
    readings.map(({ stop }) => Number(stop)),
  ]);
}

/** What a day ended with, told in a few letters. */
export const fingerprint = (counters: Counters): string =>
  counters.size === 0 ? '' : hash('sha256', textOf(counters), 'base64url').slice(0, 22);

/** An item takes 400 kB. */
const partBytes = 350_000;

export function packCounters(counters: Counters): Uint8Array[] {
  const whole = zstdCompressSync(textOf(counters));
  return Array.from({ length: Math.ceil(whole.length / partBytes) }, (_, i) =>
    whole.subarray(i * partBytes, (i + 1) * partBytes),
  );
}

export function unpackCounters(parts: readonly Uint8Array[]): Counters {
  const text = zstdDecompressSync(Buffer.concat(parts)).toString();
  const [names, times, uptimes, lows, highs, stops] = z.parse(packed, JSON.parse(text));
  let at = 0;
  return new Map(
    names.map((name, i) => {
      at += times[i] ?? 0;
      return [
        name,
        {
          at,
          uptime: uptimes[i] ?? 0,
          low: lows[i] ?? 0,
          high: highs[i] ?? 0,
          stop: stops[i] === 1,
        },
      ];
    }),
  );
}
