/** Whose each record of a batch is, and the chunks it goes into; by intake and release alike. */
import { readingMarks, sessionRecordId } from '../usage-chunk.ts';
import { textAt, wordsAt } from '../words.ts';
import type { WaitingRecord } from './batch.ts';
import { release, type CheckedBatch } from './check-batch.ts';
import { oldest } from './check-record.ts';
import type { Rejected } from './contract.ts';
import { holdersOf, type Held } from './holders.ts';
import type { ResolveServices } from './known-services.ts';
import { packRows, shardDayName, type Arrival, type PackedRows } from './pack-batch.ts';
import type { ReadingColumns, RecordColumns } from './record-columns.ts';
import type { Service } from './service.ts';
import type { IntakeStore } from './store.ts';
import { waitingDelta } from './waiting-parts.ts';

type Deps = { store: Pick<IntakeStore, 'modems'>; resolve: ResolveServices };

export type PackedRecords = Pick<PackedRows, 'chunks' | 'shardDays' | 'accepted'> & {
  rejected: Rejected[];
  /** Those whose service, or whose modem's, is not known. */
  waiting: WaitingRecord[];
};

/**
 * Gateways read their counters on the hour, or seconds after it: what is read so soon after
 * midnight tells of the day before.
 */
const graceMs = 300_000;

/** What was checked may not be looked at afterwards: its memory goes to the next batch. */
export async function packChecked(
  { store, resolve }: Deps,
  arrival: Arrival,
  checked: CheckedBatch,
): Promise<PackedRecords> {
  const held = await holdersOf(checked.readings, store.modems);
  const packed = packResolved(arrival, checked, held, await resolve(checked.services));
  release(checked);
  return packed;
}

function packResolved(
  arrival: Arrival,
  { services: names, deltas, readings }: CheckedBatch,
  held: Held,
  services: readonly (Service | undefined)[],
): PackedRecords {
  const ofDeltas = packRows(arrival, {
    ...{ counts: 'deltas', columns: deltas, service: deltas.service, grace: 0 },
    ...{ names, services },
  });
  const { flow, flows, sent } = readings;
  const ofReadings = packRows(arrival, {
    ...{ counts: 'readings', columns: readings, service: held.service, grace: graceMs },
    ...{ names, services, readings: { flow, flows, marks: marksOf(readings, held) } },
  });
  const shardDays = new Map(
    [...ofDeltas.shardDays, ...ofReadings.shardDays].map((one) => [shardDayName(one), one]),
  );
  return {
    chunks: [...ofDeltas.chunks, ...ofReadings.chunks],
    shardDays: [...shardDays.values()],
    accepted: ofDeltas.accepted + ofReadings.accepted,
    rejected: [
      ...ofDeltas.foreign.map((row) => foreign(deltas, row, textAt(deltas.ids, row))),
      ...ofReadings.foreign.map((row) => foreign(readings, row, readingId(readings, row))),
    ],
    waiting: [
      ...ofDeltas.unknown.map((row) => waitingDelta(deltas, row)),
      ...ofReadings.unknown.map((row) => ({
        ...{ index: readings.index[row] as number, record: sent[row] },
      })),
    ],
  };
}

/**
 * A flow that began while another service had the modem, or before the days that are kept, may
 * have counted what is on another bill.
 */
function marksOf({ count, marks, began, start }: ReadingColumns, { since }: Held): Uint8Array {
  const all = marks.slice(0, count);
  for (let row = 0; row < count; row++) {
    const from = began[row] as number;
    if (from >= (since[row] as number) && from >= (start[row] as number) - oldest) {
      all[row] = (all[row] as number) | readingMarks.fromZero;
    }
  }
  return all;
}

const foreign = ({ index }: RecordColumns, row: number, recordId: string): Rejected => ({
  ...{ index: index[row] as number, recordId, reason: 'not-an-internet-service' },
});

function readingId({ ids, flows, flow, marks, start }: ReadingColumns, row: number): string {
  if (wordsAt(ids, row) > 0) return textAt(ids, row);
  const session = textAt(flows, flow[row] as number);
  return sessionRecordId(session, marks[row] as number, start[row] as number);
}
