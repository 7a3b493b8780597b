import { operation, refuse } from '../../../shared/http/operation.ts';
import { receipt, type Batch, type FoldOutcome } from './batch.ts';
import { usageIntakeContract, type RecordReference } from './contract.ts';
import type { IntakeStore, Received } from './store.ts';

type Report = Received & { folds: readonly FoldOutcome[] };

export const getUsageBatch = ({ store }: { store: IntakeStore }) =>
  operation(usageIntakeContract.getUsageBatch, async ({ params }) => {
    const found = await store.report(params.batchId);
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { folds } = found;
    const { batch, rejected } = refusedLate(found);
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

/** What came too late to be counted was accepted at first. */
function refusedLate({ batch, rejected, folds }: Report) {
  const tooOld = folds.flatMap((fold) => fold.tooOld);
  if (tooOld.length === 0) return { batch, rejected };
  const late = tooOld.map((one) => ({ ...one, reason: 'too-old' as const }));
  const all = new Map([...rejected, ...late].map((one) => [one.index, one]));
  return {
    batch: { ...batch, accepted: batch.records - batch.waiting - all.size },
    rejected: [...all.values()].sort((a, b) => a.index - b.index),
  };
}

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
