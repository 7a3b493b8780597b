/** The order in which records came in, whatever chunks they were packed in. */
import type { Chunk } from '../usage-chunk.ts';

/** Rows of a chunk that follow each other, from the first one up to `to`, which is not of them. */
export type Run = { chunk: Chunk; from: number; to: number };

/** Runs whose records, one after the other, are a batch's in ascending order, each once. */
export type ArrivedBatch = { batchId: string; receivedAt: number; runs: Run[] };

export function byArrival(chunks: readonly Chunk[]): ArrivedBatch[] {
  const batches = new Map<string, { receivedAt: number; chunks: Chunk[] }>();
  for (const chunk of chunks) {
    const batch = batches.get(chunk.batchId);
    if (batch === undefined) {
      batches.set(chunk.batchId, { receivedAt: chunk.receivedAt, chunks: [chunk] });
    } else {
      batch.receivedAt = Math.min(batch.receivedAt, chunk.receivedAt);
      batch.chunks.push(chunk);
    }
  }
  return [...batches]
    .map(([batchId, batch]) => ({
      ...{ batchId, receivedAt: batch.receivedAt, runs: inOrder(batch.chunks) },
    }))
    .sort((a, b) => a.receivedAt - b.receivedAt || (a.batchId < b.batchId ? -1 : 1));
}

/** Parts of a batch follow each other as they are written; only a part sent twice needs a merge. */
function inOrder(chunks: Chunk[]): Run[] {
  const sorted = chunks.toSorted((a, b) => (a.index[0] ?? 0) - (b.index[0] ?? 0));
  let last = -1;
  for (const { index } of sorted) {
    for (let row = 0; row < index.length; row++) {
      const one = index[row] as number;
      if (one <= last) return merged(sorted);
      last = one;
    }
  }
  return sorted.map((chunk) => ({ chunk, from: 0, to: chunk.count }));
}

const merged = (chunks: readonly Chunk[]): Run[] =>
  chunks
    .flatMap((chunk) => Array.from(chunk.index, (index, row) => ({ chunk, row, index })))
    .sort((a, b) => a.index - b.index)
    .filter(({ index }, at, all) => index !== all[at - 1]?.index)
    .map(({ chunk, row }) => ({ chunk, from: row, to: row + 1 }));
