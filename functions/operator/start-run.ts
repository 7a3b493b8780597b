import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { Queue } from '../../shared/queue.ts';
import { operatorContract } from './contract.ts';
import { progressOf } from './run-progress.ts';
import type { RunItem, RunsStore } from './runs.store.ts';

type Deps = { runs: RunsStore; runsQueue: Queue; clock: Clock };

export const startRun = ({ runs, runsQueue, clock }: Deps) =>
  operation(operatorContract.startRun, async ({ params: { job } }) => {
    const startedAt = clock.now();
    const at = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
    const run: RunItem = {
      runId: `${job}-${at}-${randomBytes(6).toString('hex')}`,
      job,
      trigger: 'request',
      status: 'queued',
      startedAt: startedAt.getTime(),
    };
    await runs.queue(run);
    const failed = await runsQueue.send([{ job, runId: run.runId, trigger: 'request' }]);
    if (failed.length > 0) return refuse({ reason: 'temporarily-unavailable', retryAfter: 2 });
    return { ok: true, value: progressOf(run, []) };
  });
