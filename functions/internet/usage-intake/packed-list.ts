/** Lists as they are kept in an item: JSON, compressed. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export const pack = (list: readonly unknown[]): Uint8Array =>
  zstdCompressSync(JSON.stringify(list));

export const unpack = (body: Uint8Array): unknown =>
  JSON.parse(zstdDecompressSync(body).toString());
