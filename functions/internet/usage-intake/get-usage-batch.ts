import { operation, refuse } from '../../../shared/http/operation.ts';
import { receipt, type Batch, type FoldOutcome } from './batch.ts';
import { usageIntakeContract, type RecordReference } from './contract.ts';
import type { IntakeStore } from './store.ts';

export const getUsageBatch = ({ store }: { store: IntakeStore }) =>
  operation(usageIntakeContract.getUsageBatch, async ({ params }) => {
    const found = await store.report(params.batchId);
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { batch, rejected, folds } = found;
    const duplicates = byIndex(folds.flatMap((fold) => fold.duplicates));
    const conflicts = byIndex(folds.flatMap((fold) => fold.conflicts));
    const counted = folds.reduce((sum, fold) => sum + fold.counted, 0);
    const told = counted + duplicates.length + conflicts.length;
    return {
      ok: true,
      value: {
        ...receipt(batch, rejected),
        ...stateOf(batch, folds, told),
        ...{ counted, duplicates, conflicts },
      },
    };
  });

/**
 * A shard-day may have been folded before the last records of the batch came to it: the folds must
 * also tell of as many records as were accepted.
 */
function stateOf(batch: Batch, folds: readonly FoldOutcome[], told: number) {
  const folded = new Set(folds.map(({ shardDay }) => shardDay));
  const isFolded =
    batch.waiting === 0 &&
    batch.shardDays.every((shardDay) => folded.has(shardDay)) &&
    told >= batch.accepted;
  if (!isFolded) return { state: 'pending' as const };
  const last = folds.reduce((latest, fold) => Math.max(latest, fold.foldedAt), batch.receivedAt);
  return { state: 'folded' as const, foldedAt: new Date(last).toISOString() };
}

const byIndex = (references: RecordReference[]) => references.sort((a, b) => a.index - b.index);
