import { operation, refuse } from '../../../shared/http/operation.ts';
import { receipt } from './batch.ts';
import { usageIntakeContract } from './contract.ts';
import { outcomeOf, refusedLate } from './outcome.ts';
import type { ReportStore } from './report.store.ts';

export const getUsageBatch = ({ store }: { store: Pick<ReportStore, 'report'> }) =>
  operation(usageIntakeContract.getUsageBatch, async ({ params }) => {
    const found = await store.report(params.batchId);
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { folds } = found;
    const { batch, rejected } = refusedLate(found, folds);
    const { foldedAt, ...told } = outcomeOf(batch, folds);
    return {
      ok: true,
      value: {
        ...receipt(batch, rejected),
        ...(foldedAt === undefined
          ? { state: 'pending' as const }
          : { state: 'folded' as const, foldedAt: new Date(foldedAt).toISOString() }),
        ...told,
      },
    };
  });
