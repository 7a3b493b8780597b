/**
 * Columns one after the other: like beside like compresses well. One that is the same all over is
 * written once, so whoever reads a column says how many entries it has.
 */
import { endianness } from 'node:os';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Scratch } from './scratch.ts';
import type { NameColumns } from './name-columns.ts';

export type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

if (endianness() !== 'LE') throw new Error('Columns are little-endian');

/** On columns the default level takes longer and gains nothing. */
const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const sizeBytes = 4;
/** A buffer that is filled to its last byte is followed by another one. */
const spareBytes = 64;
/** Typed arrays want their bytes on a boundary. */
const aligned = (bytes: number) => (bytes + 7) & ~7;
/** How many columns there are, then the bytes of the head and of each of them. */
const headBytes = (columns: number) => aligned(8 + 4 * columns);

/** The size, then the compressed bytes: who knows it beforehand need not put pieces together. */
export function packColumns(head: string, columns: readonly Column[]): Uint8Array {
  const raw = columnBytes(head, columns);
  const packed = zstdCompressSync(raw, {
    ...fastest,
    ...{ pledgedSrcSize: raw.length, chunkSize: Math.max(leastChunk, raw.length >> 1) },
  });
  const size = Buffer.alloc(sizeBytes);
  size.writeUInt32LE(raw.length);
  return Buffer.concat([size, packed]);
}

const leastChunk = 1024;
const scratch = new Scratch();

/** Before they are compressed; the same columns are the same bytes. The next call writes over them. */
export function columnBytes(head: string, columns: readonly Column[]): Uint8Array {
  const shorter = [Buffer.from(head), ...columns.map(short)];
  const size = shorter.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  scratch.reset();
  const raw = scratch.bytes(headBytes(columns.length) + size).fill(0);
  const sizes = new DataView(raw.buffer, raw.byteOffset);
  sizes.setUint32(0, columns.length, true);
  let at = headBytes(columns.length);
  shorter.forEach(({ buffer, byteOffset, byteLength }, i) => {
    sizes.setUint32(4 + 4 * i, byteLength, true);
    raw.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  });
  return raw;
}

/** Of one that is the same all over, the first entry: then its bytes are those of an entry before. */
function short(column: Column): Column {
  const { buffer, byteOffset, byteLength, length, BYTES_PER_ELEMENT: entry } = column;
  if (length < 2) return column;
  const all = Buffer.from(buffer, byteOffset, byteLength - entry);
  const behind = Buffer.from(buffer, byteOffset + entry, byteLength - entry);
  return all.equals(behind) ? column.subarray(0, 1) : column;
}

/** The head, and the columns in the order in which they were packed. */
export type UnpackedColumns = {
  head: string;
  bytes: (count: number) => Uint8Array;
  words: (count: number) => Uint32Array;
  doubles: (count: number) => Float64Array;
  /** Of one entry where it is the same all over. */
  nameWords: () => Int32Array;
};

export function unpackColumns(body: Uint8Array): UnpackedColumns {
  const size = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  const packed = body.subarray(sizeBytes);
  const raw = onBoundary(zstdDecompressSync(packed, { chunkSize: size + spareBytes }));
  let column = 0;
  let at = headBytes(raw.readUInt32LE(0));
  const next = () => {
    const bytes = raw.readUInt32LE(4 + 4 * column++);
    const from = raw.byteOffset + at;
    at += aligned(bytes);
    return { from, bytes };
  };
  const head = next();
  return {
    head: raw.toString('utf8', head.from - raw.byteOffset, head.from - raw.byteOffset + head.bytes),
    bytes(count) {
      const { from, bytes } = next();
      const column = new Uint8Array(raw.buffer, from, bytes);
      return column.length === count ? column : new Uint8Array(count).fill(column[0] ?? 0);
    },
    words(count) {
      const { from, bytes } = next();
      const column = new Uint32Array(raw.buffer, from, bytes / 4);
      return column.length === count ? column : new Uint32Array(count).fill(column[0] ?? 0);
    },
    nameWords() {
      const { from, bytes } = next();
      return new Int32Array(raw.buffer, from, bytes / 4);
    },
    doubles(count) {
      const { from, bytes } = next();
      const column = new Float64Array(raw.buffer, from, bytes / 8);
      return column.length === count ? column : new Float64Array(count).fill(column[0] ?? 0);
    },
  };
}

/** A buffer cut from a pool may not be on one. */
const onBoundary = (raw: Buffer) =>
  raw.byteOffset % 8 === 0 ? raw : Buffer.from(new Uint8Array(raw).buffer);

export const unpackNames = (
  columns: UnpackedColumns,
  count: number,
  places: number,
): NameColumns => ({
  count,
  columns: Array.from({ length: places }, () => columns.nameWords()),
});
