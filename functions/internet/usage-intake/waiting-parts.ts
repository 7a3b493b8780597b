import type { WaitingPart, WaitingRecord } from './batch.ts';
import type { CheckedBatch } from './check-batch.ts';

const maxRecords = 2000;

/**
 * Cut by position in the batch, not by number: an attempt that knows more services than the one
 * before it puts the rest under the same parts.
 */
export function waitingParts(
  arrival: { batchId: string; receivedAt: number },
  { columns, services, serviceIds }: CheckedBatch,
  rows: readonly number[],
): WaitingPart[] {
  const bytes = (low: Uint32Array, high: Uint32Array, row: number) =>
    String((BigInt(high[row] as number) << 32n) | BigInt(low[row] as number));
  const parts = new Map<number, WaitingRecord[]>();
  for (const row of rows) {
    const index = columns.index[row] as number;
    const part = Math.floor(index / maxRecords);
    const records = parts.get(part) ?? [];
    parts.set(part, records);
    records.push({
      index,
      // Written anew, in the shortest form: instants may be sent with any number of digits.
      record: {
        record_id: columns.recordIds[row],
        service_id: serviceIds[services[row] as number],
        start: new Date(columns.start[row] as number).toISOString(),
        end: new Date(columns.end[row] as number).toISOString(),
        bytes_down: bytes(columns.downLow, columns.downHigh, row),
        bytes_up: bytes(columns.upLow, columns.upHigh, row),
      },
    });
  }
  return [...parts].map(([part, records]) => ({ ...arrival, part, records }));
}
