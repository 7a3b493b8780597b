/** Intake and fold of usage records, next to a bare JSON.parse of the same bytes. */
import { noCounters } from '../../functions/internet/aggregate-usage/counters.ts';
import { foldReadings } from '../../functions/internet/aggregate-usage/fold-readings.ts';
import { fold } from '../../functions/internet/aggregate-usage/fold.ts';
import { unpackChunk } from '../../functions/internet/chunk-body.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { cpuMedians, type Row } from './measure.ts';
import { deltas, intakeOf, readings, sessions, slotsOfDay, type Records } from './usage-batches.ts';

type Batch = { what: string; of: Records; services: number; slots: number };

/** As many records as the largest requests have: services and modems that are many, or told often. */
const batches: Batch[] = [
  { what: 'deltas: 250 services × 96', of: deltas, services: 250, slots: 96 },
  { what: 'deltas: 25,000 services × 1', of: deltas, services: 25_000, slots: 1 },
  { what: 'readings: 6,250 flows × 4', of: readings, services: 3_125, slots: 4 },
  { what: 'readings: 25,000 flows × 1', of: readings, services: 12_500, slots: 1 },
  { what: 'sessions: 6,250 × 4', of: sessions, services: 6_250, slots: 4 },
  { what: 'sessions: 25,000 × 1', of: sessions, services: 25_000, slots: 1 },
];

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A day of a shard: a batch an hour, as many requests as records of each service come in. */
const days: Batch[] = [
  { what: 'deltas: 250 services × 96 in one batch', of: deltas, services: 250, slots: 96 },
  { what: 'deltas: 4,000 services × 96', of: deltas, services: 4_000, slots: 1 },
  { what: 'readings: 8,000 flows × 96', of: readings, services: 4_000, slots: 1 },
  { what: 'sessions: 4,000 × 96', of: sessions, services: 4_000, slots: 1 },
];

export const foldOf = (chunks: readonly StoredChunk[]) => {
  const unpacked = chunks.map(({ body }) => unpackChunk(body));
  return chunks[0]?.counts === 'deltas' ? fold(unpacked) : foldReadings(unpacked, noCounters);
};

export async function usageRows(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { what, of, services, slots } of batches) {
    const records = times(slots).flatMap((slot) => of(services, slot));
    const text = JSON.stringify(records);
    const intake = intakeOf(services);
    const [parse = NaN, taken = NaN] = await cpuMedians(rounds, [
      () => JSON.parse(text) as unknown,
      () => intake(text),
    ]);
    rows.push(row(`intake of ${what}`, records.length, parse, taken, await intake(text)));
  }
  for (const { what, of, services, slots } of days) {
    const intake = intakeOf(services);
    const chunks: StoredChunk[] = [];
    const texts = times(slotsOfDay / slots).map((batch) =>
      JSON.stringify(times(slots).flatMap((slot) => of(services, batch * slots + slot))),
    );
    for (const [batch, text] of texts.entries()) {
      chunks.push(...(await intake(text, `bench-${batch}`)));
    }
    const [parse = NaN, folded = NaN] = await cpuMedians(Math.ceil(rounds / 2), [
      () => texts.map((text) => (JSON.parse(text) as unknown[]).length),
      () => foldOf(chunks),
    ]);
    const records = texts.length * slots * of(services, 0).length;
    rows.push(row(`fold of ${what}`, records, parse, folded, chunks));
  }
  return rows;
}

function row(
  what: string,
  records: number,
  parse: number,
  ms: number,
  chunks: readonly StoredChunk[],
): Row {
  const bytes = chunks.reduce((sum, { body }) => sum + body.length, 0);
  return {
    what,
    'ns/record': Math.round((ms * 1e6) / records),
    'records/s': Math.round((records / ms) * 1000),
    '× JSON.parse': Number((ms / parse).toFixed(2)),
    'chunk bytes/record': Number((bytes / records).toFixed(1)),
  };
}
