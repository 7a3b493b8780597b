/**
 * The records of a shard-day, brought together by service, in the order in which they came in. Each
 * is a row of words side by side: the rows of one service stay in the processor's nearest memory
 * while they are compared, wherever their chunks are.
 */
import { NameTable } from '../name-table.ts';
import { readingMarks, type Chunk } from '../usage-chunk.ts';
import { hashesOf } from '../name-columns.ts';
import { mixed } from '../words.ts';
import type { ArrivedBatch } from './arrival.ts';
import { KnownServices } from './known-services.ts';

/** The words of a row. */
export const field = {
  ...{ hash: 0, number: 1, start: 2, length: 3 },
  ...{ downLow: 4, downHigh: 5, upLow: 6, upHigh: 7, flow: 8, marks: 9 },
} as const;
export const rowWords = 10;

export type DayRows = {
  services: KnownServices;
  /** Of readings: what counts, each for one service. */
  flows: NameTable;
  rows: Uint32Array;
  /** Service → its first row; one entry more. */
  starts: Int32Array;
  /** Epoch ms that the rows' starts count from. */
  base: number;
  chunks: readonly Chunk[];
  /** Chunk → number of its first record. */
  firsts: Int32Array;
};

export function rowsOfDay(batches: readonly ArrivedBatch[]): DayRows {
  const runs = batches.flatMap((batch) => batch.runs);
  const chunks = [...new Set(runs.map(({ chunk }) => chunk))];
  const services = new KnownServices();
  const flows = new NameTable();
  const numbers = new Map<Chunk, Numbers>();
  let first = 0;
  const firsts = new Int32Array(chunks.length + 1);
  const base = chunks.reduce((least, chunk) => Math.min(least, chunk.base), Infinity);
  chunks.forEach((chunk, i) => {
    const own = numbersIn(chunk, services, flows);
    const offset = chunk.base - base;
    const hashes = recordHashes(chunk, offset, own.flow);
    numbers.set(chunk, { ...own, hashes, first, offset });
    firsts[i + 1] = first += chunk.count;
  });

  const starts = new Int32Array(services.all.length + 1);
  for (const { chunk, from, to } of runs) {
    const { service } = numbers.get(chunk) as Numbers;
    for (let row = from; row < to; row++) {
      const next = (service[chunk.entry[row] as number] as number) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
  }
  for (let i = 1; i < starts.length; i++)
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);

  const rows = wordsFor((starts.at(-1) ?? 0) * rowWords);
  const ends = starts.slice();
  for (const { chunk, from, to } of runs) {
    const known = numbers.get(chunk) as Numbers;
    for (let row = from; row < to; row++) {
      const service = known.service[chunk.entry[row] as number] as number;
      const at = (ends[service] as number) * rowWords;
      ends[service] = (ends[service] as number) + 1;
      writeRow(rows, at, chunk, row, known);
    }
  }
  return { services, flows, rows, starts, base, chunks, firsts };
}

/** Taken again by the next fold: touching new memory takes longer than filling it. */
let spare = new Uint32Array(0);

function wordsFor(size: number): Uint32Array {
  if (spare.length < size) spare = new Uint32Array(size);
  return spare;
}

type Numbers = {
  /** Entry of the chunk → number of its service, and of its flow. */
  service: Int32Array;
  flow: Int32Array | undefined;
  /** Of the records' ids. */
  hashes: Int32Array;
  /** Number of its first record. */
  first: number;
  /** From the day's base to its own. */
  offset: number;
};

function numbersIn(chunk: Chunk, services: KnownServices, flows: NameTable) {
  const own = services.numbersOf(chunk.services);
  if (chunk.flows === undefined) return { service: own, flow: undefined };
  const { names, service } = chunk.flows;
  const owners = new Int32Array(service.length);
  for (let i = 0; i < owners.length; i++) owners[i] = own[service[i] as number] as number;
  return { service: owners, flow: flows.numbersOf(names, owners) };
}

function writeRow(
  rows: Uint32Array,
  at: number,
  chunk: Chunk,
  row: number,
  { flow, hashes, first, offset }: Numbers,
) {
  const mark = chunk.marks[row] as number;
  rows[at + field.hash] = hashes[row] as number;
  rows[at + field.number] = first + row;
  rows[at + field.start] = (chunk.start[row] as number) + offset;
  rows[at + field.length] = chunk.length[row] as number;
  // A reading of one direction has its octets in the first pair of columns.
  const isUp = (mark & both) === readingMarks.up;
  rows[at + (isUp ? field.upLow : field.downLow)] = chunk.downLow[row] as number;
  rows[at + (isUp ? field.upHigh : field.downHigh)] = chunk.downHigh[row] as number;
  rows[at + (isUp ? field.downLow : field.upLow)] = chunk.upLow[row] as number;
  rows[at + (isUp ? field.downHigh : field.upHigh)] = chunk.upHigh[row] as number;
  rows[at + field.flow] = flow === undefined ? 0 : (flow[chunk.entry[row] as number] as number);
  rows[at + field.marks] = mark;
}

const both = readingMarks.down | readingMarks.up;
/** What the id of a session's record says beside the session and the time. */
export const statusMarks = readingMarks.start | readingMarks.stop;

function recordHashes(
  { ids, count, entry, start, marks }: Chunk,
  offset: number,
  flow?: Int32Array,
) {
  if (ids !== undefined) return hashesOf(ids, 0);
  const hashes = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const session = flow?.[entry[row] as number] ?? 0;
    const status = (marks[row] as number) & statusMarks;
    hashes[row] = mixed(
      Math.imul(session, 0x9e3779b1) ^ ((start[row] as number) + offset) ^ (status << 20),
    );
  }
  return hashes;
}
