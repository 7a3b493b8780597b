/**
 * Folds the chunks of a shard-day into totals. A record id counts once per service: the first by
 * arrival stands, the same content again is a duplicate, other content a conflict. The result
 * depends on the set of records alone, not on the order or the packing of the chunks.
 *
 * The loop runs once per record of the day at every fold, so it stays on typed arrays: ids are
 * compared as bytes, and bytes are summed as low and high words, which doubles hold exactly.
 */
import { recordIdAt, type Chunk } from '../usage-chunk.ts';
import { byArrival } from './arrival.ts';
import { SeenRecords } from './seen-records.ts';
import { Totals, type ServiceTotal } from './totals.ts';

export type { ServiceTotal };
export type RecordReference = { index: number; recordId: string };
export type BatchOutcome = {
  counted: number;
  duplicates: RecordReference[];
  conflicts: RecordReference[];
};
export type Folded = { totals: ServiceTotal[]; outcomes: Map<string, BatchOutcome> };

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
          const again = sameBytes(chunk, row, standing.chunk, standing.row);
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

export const sameBytes = (a: Chunk, i: number, b: Chunk, j: number) =>
  a.start[i] === b.start[j] &&
  a.end[i] === b.end[j] &&
  a.downLow[i] === b.downLow[j] &&
  a.downHigh[i] === b.downHigh[j] &&
  a.upLow[i] === b.upLow[j] &&
  a.upHigh[i] === b.upHigh[j];
