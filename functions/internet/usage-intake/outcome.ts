/** What the folds have made of a batch so far. */
import type { Batch, FoldOutcome } from './batch.ts';
import type { RecordReference } from './contract.ts';
import type { Received } from './report.store.ts';

/** What came too late to be counted was accepted at first. */
export function refusedLate(
  { batch, rejected }: Received,
  folds: readonly FoldOutcome[],
): Received {
  const tooOld = folds.flatMap((fold) => fold.tooOld);
  if (tooOld.length === 0) return { batch, rejected };
  const late = tooOld.map((one) => ({ ...one, reason: 'too-old' as const }));
  const all = new Map([...rejected, ...late].map((one) => [one.index, one]));
  return {
    batch: { ...batch, accepted: batch.records - batch.waiting - all.size },
    rejected: [...all.values()].sort((a, b) => a.index - b.index),
  };
}

export function outcomeOf(batch: Batch, folds: readonly FoldOutcome[]) {
  const duplicates = byIndex(folds.flatMap((fold) => fold.duplicates));
  const conflicts = byIndex(folds.flatMap((fold) => fold.conflicts));
  const counted = folds.reduce((sum, fold) => sum + fold.counted, 0);
  const told = counted + duplicates.length + conflicts.length;
  return { foldedAt: foldedAt(batch, folds, told), counted, duplicates, conflicts };
}

/**
 * In epoch ms; undefined while something of the batch is not in the totals. A shard-day may have been
 * folded before the last records of the batch came to it: the folds must also tell of as many records
 * as were accepted.
 */
function foldedAt(batch: Batch, folds: readonly FoldOutcome[], told: number): number | undefined {
  const folded = new Set(folds.map(({ shardDay }) => shardDay));
  const isFolded =
    batch.waiting === 0 &&
    batch.shardDays.every((shardDay) => folded.has(shardDay)) &&
    told >= batch.accepted;
  if (!isFolded) return undefined;
  return folds.reduce((latest, fold) => Math.max(latest, fold.foldedAt), batch.receivedAt);
}

const byIndex = (references: RecordReference[]) => references.sort((a, b) => a.index - b.index);
