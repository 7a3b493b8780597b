/** Chunks made from plain records, for the fold's tests. */
import { packChunk, recordColumns, type Chunk } from '../../functions/internet/usage-chunk.ts';

export type PlainRecord = {
  service: string;
  recordId: string;
  index: number;
  start: number;
  end: number;
  down: bigint;
  up: bigint;
};
export type PlainBatch = { batchId: string; receivedAt: number; records: PlainRecord[] };

export const accountOf = (service: string) => `5000000${service.slice(-4).padStart(4, '0')}`;
const low = (value: bigint) => Number(value & 0xffffffffn);
const high = (value: bigint) => Number(value >> 32n);

export function chunkOf(
  { batchId, receivedAt }: Omit<PlainBatch, 'records'>,
  records: readonly PlainRecord[],
  periodStart = '2026-11-09',
): Chunk {
  const names = [...new Set(records.map(({ service }) => service))];
  const ids = records.map(({ recordId }) => Buffer.from(recordId, 'latin1'));
  let end = 0;
  return {
    batchId,
    receivedAt,
    count: records.length,
    services: names.map((serviceId) => ({
      serviceId,
      accountNumber: accountOf(serviceId),
      periodStart,
    })),
    serviceIndex: Uint16Array.from(records, ({ service }) => names.indexOf(service)),
    index: Uint32Array.from(records, ({ index }) => index),
    start: Float64Array.from(records, ({ start }) => start),
    end: Float64Array.from(records, (record) => record.end),
    downLow: Uint32Array.from(records, ({ down }) => low(down)),
    downHigh: Uint32Array.from(records, ({ down }) => high(down)),
    upLow: Uint32Array.from(records, ({ up }) => low(up)),
    upHigh: Uint32Array.from(records, ({ up }) => high(up)),
    idBytes: Buffer.concat(ids),
    idOffsets: Uint32Array.from([0, ...ids.map((id) => (end += id.length))]),
  };
}

/** The same, as it is stored. */
export function packedChunkOf(
  { batchId, receivedAt }: Omit<PlainBatch, 'records'>,
  records: readonly PlainRecord[],
  periodStart?: string,
): { part: string; body: Uint8Array } {
  const chunk = chunkOf({ batchId, receivedAt }, records, periodStart);
  const columns = recordColumns(records.length);
  columns.recordIds = records.map(({ recordId }) => recordId);
  for (const name of ['index', 'start', 'end', 'downLow', 'downHigh', 'upLow', 'upHigh'] as const)
    columns[name].set(chunk[name]);
  return packChunk(chunk, columns, [...records.keys()], [...chunk.serviceIndex]);
}
