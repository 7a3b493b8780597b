import { keys } from '../../../shared/table/keys.ts';
import { textAt } from '../words.ts';
import type { WaitingPart, WaitingRecord } from './batch.ts';
import { pack } from './packed-list.ts';
import { readInstant } from './read-instant.ts';
import type { DeltaColumns } from './record-columns.ts';

const maxRecords = 2000;

/**
 * Cut by position in the batch, not by number: an attempt that knows more services than the one
 * before it puts the rest under the same parts.
 */
export function waitingParts(
  arrival: { batchId: string; receivedAt: number },
  waiting: readonly WaitingRecord[],
): WaitingPart[] {
  const parts = new Map<number, WaitingRecord[]>();
  for (const one of waiting) {
    const part = Math.floor(one.index / maxRecords);
    const records = parts.get(part);
    if (records === undefined) parts.set(part, [one]);
    else records.push(one);
  }
  return [...parts].map(([part, records]) => ({ ...arrival, part, records }));
}

/** Written anew, in the shortest form: instants may be sent with any number of digits. */
export function waitingDelta(deltas: DeltaColumns, row: number): WaitingRecord {
  const bytes = (low: Uint32Array, high: Uint32Array) =>
    String((BigInt(high[row] as number) << 32n) | BigInt(low[row] as number));
  return {
    index: deltas.index[row] as number,
    record: {
      record_id: textAt(deltas.ids, row),
      service_id: textAt(deltas.services, deltas.service[row] as number),
      start: new Date(deltas.start[row] as number).toISOString(),
      end: new Date(deltas.end[row] as number).toISOString(),
      bytes_down: bytes(deltas.downLow, deltas.downHigh),
      bytes_up: bytes(deltas.upLow, deltas.upHigh),
    },
  };
}

/** The most that a part tells; a batch of strangers has thousands. */
const idsTold = 100;

/** Services and modems that records wait for, each once. */
function waitedFor(records: readonly WaitingRecord[]): string[] {
  const ids = new Set<string>();
  for (const { record } of records) {
    const { service_id: service, cm_mac: mac } = record as Record<string, string | undefined>;
    ids.add(service ?? mac ?? '');
    if (ids.size === idsTold) break;
  }
  return [...ids];
}

/** When the first of the records was made; epoch ms. */
export function earliest(records: readonly WaitingRecord[]): number {
  let first = Infinity;
  for (const { record } of records) {
    const { start, observed_at: observed, event_time: event } = record as Record<string, unknown>;
    first = Math.min(first, readInstant(start ?? observed ?? event));
  }
  return first;
}

/** What waits can be looked at without unpacking it. */
export const waitingItemOf = ({ batchId, receivedAt, part, records }: WaitingPart) => ({
  ...keys.waiting(batchId, part),
  ...{ batchId, receivedAt, count: records.length, earliest: earliest(records) },
  waitedFor: waitedFor(records),
  records: pack(records),
});
