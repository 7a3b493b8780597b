/**
 * Folds the chunks of a shard-day into totals. A record id counts once per service: the first by
 * arrival stands, the same content again is a duplicate, other content a conflict. The result
 * depends on the set of records alone, not on the order or the packing of the chunks.
 *
 * The loop runs once per record of the day at every fold, so it stays on typed arrays: ids are
 * compared as bytes, and bytes are summed as low and high words, which doubles hold exactly.
 */
import { recordIdAt, type Chunk, type ChunkService } from '../usage-chunk.ts';
import { byArrival } from './arrival.ts';

export type ServiceTotal = {
  serviceId: string;
  accountNumber: string;
  periodStart: string;
  down: bigint;
  up: bigint;
  /** End of the latest record counted, epoch milliseconds. */
  lastEnd: number;
};
export type RecordReference = { index: number; recordId: string };
export type BatchOutcome = {
  counted: number;
  duplicates: RecordReference[];
  conflicts: RecordReference[];
};
export type Folded = { totals: ServiceTotal[]; outcomes: Map<string, BatchOutcome> };

const word = 2 ** 32;
/** Low words are carried over before their sum could lose a unit (2^53). */
const carryAt = 2 ** 52;

export function fold(chunks: readonly Chunk[]): Folded {
  const batches = byArrival(chunks);
  const ordered = batches.flatMap((batch) => batch.chunks);
  const seen = new SeenRecords(ordered);
  const totals = new Totals();
  const outcomes = new Map<string, BatchOutcome>();
  let position = 0;

  for (const batch of batches) {
    const outcome: BatchOutcome = { counted: 0, duplicates: [], conflicts: [] };
    for (const chunk of batch.chunks) {
      const services = totals.numbersOf(chunk.services);
      for (let row = 0; row < chunk.index.length; row++) {
        const service = services[chunk.serviceIndex[row] as number] as number;
        const standing = seen.find(position, row, service);
        if (standing === null) {
          totals.add(service, chunk, row);
          outcome.counted++;
        } else {
          const again = sameContent(chunk, row, standing.chunk, standing.row);
          (again ? outcome.duplicates : outcome.conflicts).push({
            index: chunk.index[row] as number,
            recordId: recordIdAt(chunk, row),
          });
        }
      }
      position++;
    }
    outcomes.set(batch.batchId, outcome);
  }
  return { totals: totals.all(), outcomes };
}

const sameContent = (a: Chunk, i: number, b: Chunk, j: number) =>
  a.start[i] === b.start[j] &&
  a.end[i] === b.end[j] &&
  a.downLow[i] === b.downLow[j] &&
  a.downHigh[i] === b.downHigh[j] &&
  a.upLow[i] === b.upLow[j] &&
  a.upHigh[i] === b.upHigh[j];

/**
 * Record ids that stand, in an open-addressing table. A look-up mostly waits for memory, so a slot's
 * hash and row number lie side by side, and the id itself is only read where the hashes agree.
 */
class SeenRecords {
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

class Totals {
  readonly #numbers = new Map<string, number>();
  readonly #services: ChunkService[] = [];
  #downLow = new Float64Array(64);
  #downHigh = new Float64Array(64);
  #upLow = new Float64Array(64);
  #upHigh = new Float64Array(64);
  #lastEnd = new Float64Array(64);

  /** A chunk's services, by their numbers across all chunks. */
  numbersOf(services: readonly ChunkService[]): Int32Array {
    // Where each batch holds one record a service, this runs as often as the fold's loop.
    const numbers = new Int32Array(services.length);
    for (let i = 0; i < services.length; i++) {
      const service = services[i] as ChunkService;
      let number = this.#numbers.get(service.serviceId);
      if (number === undefined) {
        number = this.#services.push(service) - 1;
        this.#numbers.set(service.serviceId, number);
      }
      numbers[i] = number;
    }
    if (this.#services.length > this.#lastEnd.length) this.#grow();
    return numbers;
  }

  add(service: number, chunk: Chunk, row: number) {
    addWords(this.#downLow, this.#downHigh, service, chunk.downLow, chunk.downHigh, row);
    addWords(this.#upLow, this.#upHigh, service, chunk.upLow, chunk.upHigh, row);
    const end = chunk.end[row] as number;
    if (end > (this.#lastEnd[service] as number)) this.#lastEnd[service] = end;
  }

  all(): ServiceTotal[] {
    return this.#services
      .map(({ serviceId, accountNumber, periodStart }, i) => ({
        serviceId,
        accountNumber,
        periodStart,
        down: fromWords(this.#downLow, this.#downHigh, i),
        up: fromWords(this.#upLow, this.#upHigh, i),
        lastEnd: this.#lastEnd[i] as number,
      }))
      .sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
  }

  #grow() {
    const larger = (old: Float64Array) => {
      const grown = new Float64Array(2 * this.#services.length);
      grown.set(old);
      return grown;
    };
    this.#downLow = larger(this.#downLow);
    this.#downHigh = larger(this.#downHigh);
    this.#upLow = larger(this.#upLow);
    this.#upHigh = larger(this.#upHigh);
    this.#lastEnd = larger(this.#lastEnd);
  }
}

function addWords(
  lows: Float64Array,
  highs: Float64Array,
  service: number,
  low: Uint32Array,
  high: Uint32Array,
  row: number,
) {
  let sum = (lows[service] as number) + (low[row] as number);
  let carried = high[row] as number;
  if (sum >= carryAt) {
    carried += Math.floor(sum / word);
    sum %= word;
  }
  lows[service] = sum;
  highs[service] = (highs[service] as number) + carried;
}

const fromWords = (lows: Float64Array, highs: Float64Array, i: number) =>
  (BigInt(highs[i] as number) << 32n) + BigInt(lows[i] as number);
