/**
 * A chunk: the records of one batch that fall on one shard and local day, packed in columns and
 * compressed. Written by intake and release, read by the fold.
 */
import { textIn, type NameColumns } from './name-columns.ts';

export const maxChunkRecords = 3000;

/**
 * What a reading counts, whether it is its flow's last or first one, whether the first one that is
 * known counts from 0.
 */
export const readingMarks = { down: 1, up: 2, stop: 4, fromZero: 8, start: 16 } as const;

/** Services by number; the first days of their billing periods are few, and told once. */
export type ChunkServices = {
  ids: NameColumns;
  accounts: NameColumns;
  period: Uint32Array;
  periodStarts: readonly string[];
};

/** One entry per record in every column. */
export type Chunk = {
  batchId: string;
  /** Epoch ms at which the batch first came in. */
  receivedAt: number;
  count: number;
  services: ChunkServices;
  /** Of readings: what was counted, and the number of the service that it counts for. */
  flows: { names: NameColumns; service: Uint32Array } | undefined;
  /** Number of its flow; where there are none, of its service. */
  entry: Uint32Array;
  /** Of readings, `readingMarks`; else 0. */
  marks: Uint8Array;
  /** Position in the batch. */
  index: Uint32Array;
  /** Epoch ms that `start` counts from. */
  base: number;
  start: Uint32Array;
  /** Ms; a reading takes no time, and has the uptime of what it was read from instead. */
  length: Uint32Array;
  /** Octets as two words. A reading of one direction has them in the first pair. */
  downLow: Uint32Array;
  downHigh: Uint32Array;
  upLow: Uint32Array;
  upHigh: Uint32Array;
  /** Those of a session follow from what else is told of it. */
  ids: NameColumns | undefined;
};

/** As it is told to the sender. */
export function recordIdAt(chunk: Chunk, row: number): string {
  const { ids, flows, entry, marks, base, start } = chunk;
  if (ids !== undefined) return textIn(ids, row);
  if (flows === undefined) throw new Error('Delta records have ids');
  const session = textIn(flows.names, entry[row] as number);
  return sessionRecordId(session, marks[row] as number, base + (start[row] as number));
}

export function sessionRecordId(session: string, marks: number, at: number): string {
  const status =
    (marks & readingMarks.stop) !== 0
      ? 'stop'
      : (marks & readingMarks.start) !== 0
        ? 'start'
        : 'interim';
  return `${session} ${status} ${at}`;
}
