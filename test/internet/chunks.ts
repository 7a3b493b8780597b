/** Chunks made from plain records, for the fold's tests; and read as plain records again. */
import { packChunk, unpackChunk } from '../../functions/internet/chunk-body.ts';
import { recordIdAt, type Chunk } from '../../functions/internet/usage-chunk.ts';
import { textColumns, textIn } from '../../functions/internet/name-columns.ts';

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

/** A reading of both directions, or of the one that it is marked with. */
export type PlainReading = PlainRecord & { flow: string; marks: number };

export const accountOf = (service: string) => `5000000${service.slice(-4).padStart(4, '0')}`;
const low = (value: bigint) => Number(value & 0xffffffffn);
const high = (value: bigint) => Number(value >> 32n);
const whole = (lowWord: number | undefined, highWord: number | undefined) =>
  (BigInt(highWord ?? 0) << 32n) | BigInt(lowWord ?? 0);

/** As intake makes it, before it is packed. */
export function plainChunk(
  { batchId, receivedAt }: Omit<PlainBatch, 'records'>,
  records: readonly (PlainRecord | PlainReading)[],
  periodStart = '2026-11-09',
): Chunk {
  const services = [...new Set(records.map(({ service }) => service))];
  const flowOf = (one: PlainRecord) =>
    'flow' in one ? `${one.service} ${(one as PlainReading).flow}` : undefined;
  const flows = [...new Set(records.flatMap((one) => flowOf(one) ?? []))];
  const base = Math.min(...records.map(({ start }) => start), Date.parse('9999-01-01'));
  const words = (of: (one: PlainRecord) => bigint | number) =>
    Uint32Array.from(records, (one) => Number(of(one)));
  return {
    ...{ batchId, receivedAt, count: records.length, base },
    services: {
      ids: textColumns(services),
      accounts: textColumns(services.map(accountOf)),
      period: new Uint32Array(services.length),
      periodStarts: [periodStart],
    },
    flows:
      flows.length === 0
        ? undefined
        : {
            names: textColumns(flows.map((name) => name.split(' ')[1] ?? '')),
            service: Uint32Array.from(flows, (name) => services.indexOf(name.split(' ')[0] ?? '')),
          },
    entry: Uint32Array.from(records, (one) =>
      'flow' in one ? flows.indexOf(flowOf(one) ?? '') : services.indexOf(one.service),
    ),
    marks: Uint8Array.from(records, (one) => ('marks' in one ? one.marks : 0)),
    index: words(({ index }) => index),
    start: words(({ start }) => start - base),
    length: words(({ start, end }) => end - start),
    downLow: words(({ down }) => low(down)),
    downHigh: words(({ down }) => high(down)),
    upLow: words(({ up }) => low(up)),
    upHigh: words(({ up }) => high(up)),
    ids: textColumns(records.map(({ recordId }) => recordId)),
  };
}

/** As it is stored. */
export const packedChunkOf = (...chunk: Parameters<typeof plainChunk>) =>
  packChunk(plainChunk(...chunk));

/** As the fold reads it. */
export const chunkOf = (...chunk: Parameters<typeof plainChunk>) =>
  unpackChunk(packedChunkOf(...chunk).body);

/** The records of a chunk, one by one. */
export function recordsIn(chunk: Chunk) {
  const { services, flows } = chunk;
  return Array.from(chunk.index, (index, row) => {
    const entry = chunk.entry[row] ?? -1;
    const service = flows === undefined ? entry : (flows.service[entry] ?? -1);
    const start = chunk.base + (chunk.start[row] ?? NaN);
    return {
      ...{ index, recordId: recordIdAt(chunk, row), start, marks: chunk.marks[row] ?? 0 },
      end: start + (chunk.length[row] ?? NaN),
      down: whole(chunk.downLow[row], chunk.downHigh[row]),
      up: whole(chunk.upLow[row], chunk.upHigh[row]),
      serviceId: textIn(services.ids, service),
      accountNumber: textIn(services.accounts, service),
      periodStart: services.periodStarts[services.period[service] ?? -1] ?? '',
      ...(flows === undefined ? {} : { flow: textIn(flows.names, entry) }),
    };
  });
}
