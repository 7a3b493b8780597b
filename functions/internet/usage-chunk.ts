/**
 * A chunk: the records of one batch that fall on one shard and local day, packed in columns and
 * compressed. Written by intake and release, read by the fold.
 */
import { hash } from 'node:crypto';
import { endianness } from 'node:os';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Keeps an item far below DynamoDB's 400 kB, even with ids that do not compress. */
export const maxChunkRecords = 3000;

/** Readings compress worse: the names of their flows are long. */
export const maxReadings = 1500;

export type ChunkService = {
  serviceId: string;
  accountNumber: string;
  periodStart: string;
  /** Of readings: the flow they are of, and what is said of them by `readingMarks`. */
  flow?: string;
  marks?: number;
};

/** What a reading counts, whether it is its flow's last, whether the flow's first counts from 0. */
export const readingMarks = { down: 1, up: 2, stop: 4, fromZero: 8 } as const;

export type ChunkHead = {
  batchId: string;
  /** Epoch ms at which the batch first came in. */
  receivedAt: number;
  services: readonly ChunkService[];
};

/** One record, as a plain object. Times in epoch ms; byte counts below 2^64. */
export type ChunkRecord = {
  /** Position in the chunk's `services`. */
  serviceIndex: number;
  /** Position in the batch. */
  index: number;
  recordId: string;
  start: number;
  end: number;
  down: bigint;
  up: bigint;
};

type Numbers = {
  index: Uint32Array;
  /** Epoch ms. */
  start: Float64Array;
  end: Float64Array;
  downLow: Uint32Array;
  downHigh: Uint32Array;
  upLow: Uint32Array;
  upHigh: Uint32Array;
};

/** Records in columns before they are packed; a chunk takes some of their rows. */
export type RecordColumns = Numbers & { recordIds: string[] };

/** One entry per record in every column. */
export type Chunk = ChunkHead &
  Numbers & {
    count: number;
    serviceIndex: Uint16Array;
    /** ASCII of all ids, one after the other. */
    idBytes: Uint8Array;
    /** Where each id begins in `idBytes`; one entry more than records. */
    idOffsets: Uint32Array;
  };

export const recordColumns = (capacity: number): RecordColumns => ({
  recordIds: new Array<string>(capacity).fill(''),
  index: new Uint32Array(capacity),
  start: new Float64Array(capacity),
  end: new Float64Array(capacity),
  downLow: new Uint32Array(capacity),
  downHigh: new Uint32Array(capacity),
  upLow: new Uint32Array(capacity),
  upHigh: new Uint32Array(capacity),
});

export const recordIdAt = ({ idBytes, idOffsets }: Chunk, row: number) =>
  Buffer.from(idBytes.buffer, idBytes.byteOffset, idBytes.byteLength).toString(
    'latin1',
    idOffsets[row],
    idOffsets[row + 1],
  );

if (endianness() !== 'LE') throw new Error('Chunks are little-endian');

/**
 * receivedAt (f64), then compressed: bytes of names (u32), count (u32), first start (f64), names
 * (JSON, padded to 8), seven columns of u32, service indexes (u16), lengths of ids (u8), ids.
 * Starts count from the first one and ends from their start: small numbers compress.
 */
const arrivalBytes = 8;
const prefixBytes = 16;
/** On columns the default level takes longer and gains nothing. */
const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const wordColumns = 7;
const longest = 2 ** 32 - 1;

/**
 * Packs some rows of the columns; `serviceIndexes` goes with `rows`. `part` names the content
 * without its time of arrival: the same records of the same batch are the same part.
 */
export function packChunk(
  head: ChunkHead,
  columns: RecordColumns,
  rows: readonly number[],
  serviceIndexes: readonly number[],
): { part: string; body: Uint8Array } {
  const count = rows.length;
  if (count > maxChunkRecords) throw new RangeError('Too many records for a chunk');
  const firstStart = rows.reduce(
    (least, row) => Math.min(least, columns.start[row] ?? 0),
    longest ** 2,
  );

  const names = namesOf(head);
  const namesBytes = Math.ceil(Buffer.byteLength(names) / 8) * 8;
  const ids = rows.map((row) => columns.recordIds[row] ?? '');
  const text = ids.join('');
  const layout = layoutOf(namesBytes, count);
  const raw = Buffer.alloc(layout.ids + text.length);
  raw.writeUInt32LE(namesBytes, 0);
  raw.writeUInt32LE(count, 4);
  raw.writeDoubleLE(firstStart, 8);
  raw.fill(' ', prefixBytes, prefixBytes + namesBytes);
  raw.write(names, prefixBytes);

  const [index, start, length, downLow, downHigh, upLow, upHigh] = wordsIn(raw, namesBytes, count);
  const serviceIndex = new Uint16Array(raw.buffer, raw.byteOffset + layout.services, count);
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    const offset = (columns.start[row] as number) - firstStart;
    const duration = (columns.end[row] as number) - (columns.start[row] as number);
    if (offset > longest || duration < 0 || duration > longest) {
      throw new RangeError('The records of a chunk lie within a day or so');
    }
    index[i] = columns.index[row] as number;
    start[i] = offset;
    length[i] = duration;
    downLow[i] = columns.downLow[row] as number;
    downHigh[i] = columns.downHigh[row] as number;
    upLow[i] = columns.upLow[row] as number;
    upHigh[i] = columns.upHigh[row] as number;
    serviceIndex[i] = serviceIndexes[i] as number;
    raw[layout.lengths + i] = (ids[i] as string).length;
  }
  raw.write(text, layout.ids, 'latin1');

  const content = zstdCompressSync(raw, fastest);
  const arrival = Buffer.alloc(arrivalBytes);
  arrival.writeDoubleLE(head.receivedAt);
  return {
    part: hash('sha256', content, 'base64url').slice(0, 10),
    body: Buffer.concat([arrival, content]),
  };
}

/** Packs plain records; those of a chunk lie within a day or so (any 49 days). */
export function encodeChunk(head: ChunkHead, records: readonly ChunkRecord[]): Uint8Array {
  const columns = recordColumns(records.length);
  records.forEach(({ index, recordId, start, end, down, up }, row) => {
    columns.recordIds[row] = recordId;
    columns.index[row] = index;
    columns.start[row] = start;
    columns.end[row] = end;
    columns.downLow[row] = Number(down & 0xffff_ffffn);
    columns.downHigh[row] = Number(down >> 32n);
    columns.upLow[row] = Number(up & 0xffff_ffffn);
    columns.upHigh[row] = Number(up >> 32n);
  });
  return packChunk(
    head,
    columns,
    records.map((_, row) => row),
    records.map(({ serviceIndex }) => serviceIndex),
  ).body;
}

export function decodeChunk(body: Uint8Array): Chunk {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const raw = aligned(zstdDecompressSync(body.subarray(arrivalBytes)));
  const namesBytes = raw.readUInt32LE(0);
  const count = raw.readUInt32LE(4);
  const firstStart = raw.readDoubleLE(8);
  const names = raw.toString('utf8', prefixBytes, prefixBytes + namesBytes);

  const layout = layoutOf(namesBytes, count);
  const [index, offset, length, downLow, downHigh, upLow, upHigh] = wordsIn(raw, namesBytes, count);
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const idOffsets = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) {
    start[i] = firstStart + (offset[i] as number);
    end[i] = (start[i] as number) + (length[i] as number);
    idOffsets[i + 1] = (idOffsets[i] as number) + (raw[layout.lengths + i] as number);
  }
  return {
    ...headOf(names),
    receivedAt: view.getFloat64(0, true),
    count,
    serviceIndex: new Uint16Array(raw.buffer, raw.byteOffset + layout.services, count),
    ...{ index, start, end, downLow, downHigh, upLow, upHigh },
    idBytes: raw.subarray(layout.ids),
    idOffsets,
  };
}

/** How many records a stored chunk holds. */
export const recordsIn = (body: Uint8Array): number =>
  zstdDecompressSync(body.subarray(arrivalBytes)).readUInt32LE(4);

type Names = {
  batchId: string;
  serviceIds: string[];
  accountNumbers: string[];
  periodStarts: string[];
  flows?: string[];
  marks?: number[];
};

/** In columns too: like beside like is written faster and compresses better. */
const namesOf = ({ batchId, services }: ChunkHead) =>
  JSON.stringify({
    batchId,
    serviceIds: services.map(({ serviceId }) => serviceId),
    accountNumbers: services.map(({ accountNumber }) => accountNumber),
    periodStarts: services.map(({ periodStart }) => periodStart),
    ...(services[0]?.flow === undefined
      ? {}
      : {
          flows: services.map(({ flow = '' }) => flow),
          marks: services.map(({ marks = 0 }) => marks),
        }),
  } satisfies Names);

function headOf(names: string): Pick<ChunkHead, 'batchId' | 'services'> {
  const { batchId, serviceIds, accountNumbers, periodStarts, flows, marks } = JSON.parse(
    names,
  ) as Names;
  const services = serviceIds.map((serviceId, i) => ({
    serviceId,
    accountNumber: accountNumbers[i] ?? '',
    periodStart: periodStarts[i] ?? '',
  }));
  if (flows === undefined) return { batchId, services };
  return {
    batchId,
    services: services.map((one, i) => ({ ...one, flow: flows[i] ?? '', marks: marks?.[i] ?? 0 })),
  };
}

function layoutOf(namesBytes: number, count: number) {
  const services = prefixBytes + namesBytes + wordColumns * 4 * count;
  const lengths = services + 2 * count;
  return { services, lengths, ids: lengths + count };
}

type Words = [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

function wordsIn(raw: Buffer, namesBytes: number, count: number): Words {
  const from = raw.byteOffset + prefixBytes + namesBytes;
  return Array.from(
    { length: wordColumns },
    (_, position) => new Uint32Array(raw.buffer, from + position * count * 4, count),
  ) as Words;
}

/** Typed arrays want their bytes on a boundary; a buffer cut from a pool may not be on one. */
const aligned = (raw: Buffer) =>
  raw.byteOffset % 8 === 0 ? raw : Buffer.from(new Uint8Array(raw).buffer);
