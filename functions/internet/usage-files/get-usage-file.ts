import { operation, refuse } from '../../../shared/http/operation.ts';
import { outcomeOf, refusedLate } from '../usage-intake/outcome.ts';
import type { ReportStore } from '../usage-intake/report.store.ts';
import { usageFilesContract } from './contract.ts';
import type { UsageFile } from './file.ts';
import type { FileListStore } from './list.store.ts';
import { inTurn } from './in-turn.ts';
import { fileView } from './view.ts';

type Deps = { list: FileListStore; reports: ReportStore };

/** Counted anew from its batches: what waited may have been applied since, and folds told of it. */
export const getUsageFile = ({ list, reports }: Deps) =>
  operation(usageFilesContract.getUsageFile, async ({ params }) => {
    const found = await list.withSegments(params.fileId);
    if (found === undefined) return refuse({ reason: 'not-found' });
    const { file, segments } = found;
    const told = await inTurn(segments, async ({ batchId }) => {
      const report = await reports.report(batchId);
      return report === undefined ? nothing : countsIn(report);
    });
    const sum = (count: keyof typeof zero) =>
      told.reduce((total, counts) => total + counts[count], 0);
    return {
      ok: true,
      value: {
        ...fileView(file),
        ...stateOf(file, told),
        ...{ accepted: sum('accepted'), waiting: sum('waiting'), rejected: sum('rejected') },
        ...{ counted: sum('counted'), duplicates: sum('duplicates'), conflicts: sum('conflicts') },
      },
    };
  });

const zero = { accepted: 0, waiting: 0, rejected: 0, counted: 0, duplicates: 0, conflicts: 0 };
type Told = typeof zero & { foldedAt: number | undefined };
const nothing: Told = { ...zero, foldedAt: undefined };

function countsIn(found: NonNullable<Awaited<ReturnType<ReportStore['report']>>>): Told {
  const { folds } = found;
  const { batch, rejected: list } = refusedLate(found, folds);
  const { accepted, waiting } = batch;
  const rejected = list.length;
  const { foldedAt, counted, duplicates, conflicts } = outcomeOf(batch, folds);
  return {
    ...{ accepted, waiting, rejected, foldedAt, counted },
    ...{ duplicates: duplicates.length, conflicts: conflicts.length },
  };
}

function stateOf({ state }: UsageFile, told: readonly Told[]) {
  const last = told.reduce<number | undefined>(
    (latest, { foldedAt }) =>
      latest === undefined || foldedAt === undefined ? undefined : Math.max(latest, foldedAt),
    0,
  );
  if (state !== 'received' || last === undefined) return { state };
  return { state: 'folded' as const, foldedAt: new Date(last).toISOString() };
}
