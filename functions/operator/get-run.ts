import { operation, refuse } from '../../shared/http/operation.ts';
import { operatorContract } from './contract.ts';
import { progressOf } from './run-progress.ts';
import type { RunsStore } from './runs.store.ts';

export const getRun = ({ runs }: { runs: RunsStore }) =>
  operation(operatorContract.getRun, async ({ params: { job, runId } }) => {
    const found = await runs.load(runId);
    if (found?.run.job !== job) return refuse({ reason: 'not-found' });
    return { ok: true, value: progressOf(found.run, found.parts) };
  });
