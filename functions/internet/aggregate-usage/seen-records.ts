import type { Chunk } from '../usage-chunk.ts';

/**
 * Record ids that stand, in an open-addressing table. A look-up mostly waits for memory, so a slot's
 * hash and row number lie side by side, and the id itself is only read where the hashes agree.
 */
export class SeenRecords {
  readonly #chunks: readonly Chunk[];
  /** Number of the first row of each chunk, and of the row behind the last. */
  readonly #bases: Int32Array;
  readonly #mask: number;
  /** Row number + 1 (0 is free), then the hash. */
  readonly #slots: Int32Array;

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks;
    this.#bases = new Int32Array(chunks.length + 1);
    chunks.forEach((chunk, i) => {
      this.#bases[i + 1] = (this.#bases[i] as number) + chunk.index.length;
    });
    const rows = this.#bases[chunks.length] as number;
    const size = 2 ** Math.ceil(Math.log2(Math.max(rows, 8) * 1.5));
    this.#mask = size - 1;
    this.#slots = new Int32Array(size * 2);
  }

  /** The record that stands for this id of the service; null when this one does from now on. */
  find(position: number, row: number, service: number): { chunk: Chunk; row: number } | null {
    const chunk = this.#chunks[position] as Chunk;
    const from = chunk.idOffsets[row] as number;
    const to = chunk.idOffsets[row + 1] as number;
    const hash = hashOf(chunk.idBytes, from, to, service);
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = hash & mask;
    for (let taken; (taken = slots[2 * slot] as number) !== 0; slot = (slot + 1) & mask) {
      if (slots[2 * slot + 1] !== hash) continue;
      const other = this.#at(taken - 1);
      if (sameId(chunk, row, other.chunk, other.row)) return other;
    }
    slots[2 * slot] = (this.#bases[position] as number) + row + 1;
    slots[2 * slot + 1] = hash;
    return null;
  }

  #at(rowNumber: number): { chunk: Chunk; row: number } {
    const bases = this.#bases;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((bases[middle] as number) <= rowNumber) low = middle;
      else high = middle - 1;
    }
    return { chunk: this.#chunks[low] as Chunk, row: rowNumber - (bases[low] as number) };
  }
}

/** FNV-1a over words of four bytes, then mixed, since the table uses the low bits. */
function hashOf(bytes: Uint8Array, from: number, to: number, service: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(service, 0x9e3779b1);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const four =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    hash = Math.imul(hash ^ four, 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function sameId(a: Chunk, i: number, b: Chunk, j: number): boolean {
  const from = a.idOffsets[i] as number;
  const length = (a.idOffsets[i + 1] as number) - from;
  const other = b.idOffsets[j] as number;
  if ((b.idOffsets[j + 1] as number) - other !== length) return false;
  for (let k = 0; k < length; k++) {
    if (a.idBytes[from + k] !== b.idBytes[other + k]) return false;
  }
  const service = (chunk: Chunk, row: number) => chunk.services[chunk.serviceIndex[row] as number];
  return service(a, i)?.serviceId === service(b, j)?.serviceId;
}
