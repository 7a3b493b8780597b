/** The order in which records came in, whatever chunks they were packed in. */
import type { Chunk } from '../usage-chunk.ts';

/** Chunks whose records, one after the other, are a batch's in ascending order, each once. */
export type ArrivedBatch = { batchId: string; receivedAt: number; chunks: Chunk[] };

export function byArrival(chunks: readonly Chunk[]): ArrivedBatch[] {
  const batches = new Map<string, ArrivedBatch>();
  for (const chunk of chunks) {
    const { batchId, receivedAt } = chunk;
    const batch = batches.get(batchId);
    if (batch === undefined) batches.set(batchId, { batchId, receivedAt, chunks: [chunk] });
    else {
      batch.receivedAt = Math.min(batch.receivedAt, receivedAt);
      batch.chunks.push(chunk);
    }
  }
  return [...batches.values()]
    .map((batch) => ({ ...batch, chunks: inOrder(batch.chunks) }))
    .sort((a, b) => a.receivedAt - b.receivedAt || (a.batchId < b.batchId ? -1 : 1));
}

/** Parts of a batch follow each other as they are written; only a part sent twice needs a merge. */
function inOrder(chunks: Chunk[]): Chunk[] {
  const sorted = chunks.toSorted((a, b) => (a.index[0] ?? 0) - (b.index[0] ?? 0));
  let last = -1;
  for (const { index } of sorted) {
    for (let row = 0; row < index.length; row++) {
      const one = index[row] as number;
      if (one <= last) return [merged(sorted)];
      last = one;
    }
  }
  return sorted;
}

function merged(chunks: readonly Chunk[]): Chunk {
  const [first] = chunks;
  if (first === undefined) throw new Error('There is a chunk to merge');
  const rows = chunks
    .flatMap((chunk) => Array.from(chunk.index, (index, row) => ({ chunk, row, index })))
    .sort((a, b) => a.index - b.index)
    .filter(({ index }, at, all) => index !== all[at - 1]?.index);

  const firstService = new Map<Chunk, number>();
  let services = 0;
  for (const chunk of chunks) {
    firstService.set(chunk, services);
    services += chunk.services.length;
  }
  const column = (of: (chunk: Chunk) => ArrayLike<number>) =>
    rows.map(({ chunk, row }) => of(chunk)[row] ?? 0);
  const ids = rows.map(({ chunk, row }) =>
    chunk.idBytes.subarray(chunk.idOffsets[row], chunk.idOffsets[row + 1]),
  );
  let end = 0;
  const idOffsets = Uint32Array.from([0, ...ids.map((id) => (end += id.length))]);

  return {
    batchId: first.batchId,
    count: rows.length,
    receivedAt: first.receivedAt,
    services: chunks.flatMap((chunk) => chunk.services),
    serviceIndex: Uint16Array.from(
      rows,
      ({ chunk, row }) => (firstService.get(chunk) ?? 0) + (chunk.serviceIndex[row] ?? 0),
    ),
    index: Uint32Array.from(rows, ({ index }) => index),
    start: Float64Array.from(column((chunk) => chunk.start)),
    end: Float64Array.from(column((chunk) => chunk.end)),
    downLow: Uint32Array.from(column((chunk) => chunk.downLow)),
    downHigh: Uint32Array.from(column((chunk) => chunk.downHigh)),
    upLow: Uint32Array.from(column((chunk) => chunk.upLow)),
    upHigh: Uint32Array.from(column((chunk) => chunk.upHigh)),
    idBytes: Buffer.concat(ids),
    idOffsets,
  };
}
