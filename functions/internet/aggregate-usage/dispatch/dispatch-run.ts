/**
 * Hands the shard-days with new chunks to the folds, and keeps a part for each, by which the run's
 * progress is told, and how far behind the totals were. Repeating it is harmless: it goes on where an earlier delivery stopped.
 */
import type { Clock } from '../../../../shared/clock.ts';
import type { Queue } from '../../../../shared/queue.ts';
import type { DispatchStore, RunStart } from './store.ts';

export type DispatchDeps = {
  store: DispatchStore;
  clock: Clock;
  folds: Queue;
  /** Turns waiting records whose service is known by now into chunks. */
  releaseWaiting: () => Promise<unknown>;
};

const writesAtOnce = 32;

/** Gives the parts that were handed over. */
export async function dispatchRun(
  { store, clock, folds, releaseWaiting }: DispatchDeps,
  run: Omit<RunStart, 'now'>,
): Promise<number> {
  const { runId } = run;
  if (!(await store.startRun({ ...run, now: clock.now() }))) return 0;
  await releaseWaiting();

  const pending = await store.pending();
  for (let from = 0; from < pending.length; from += writesAtOnce) {
    await Promise.all(
      pending
        .slice(from, from + writesAtOnce)
        .map(({ shard, day }) => store.addPart(runId, { shard, day }, clock.now())),
    );
  }

  const parts = await store.openParts(runId);
  const failed = await folds.send(parts.map((part) => ({ runId, ...part })));
  if (failed.length > 0) throw new Error(`${failed.length} fold messages were not taken`);
  const oldest = Math.min(...pending.map(({ since }) => since));
  await store.endDispatch(runId, clock.now(), ...(Number.isFinite(oldest) ? [oldest] : []));
  return parts.length;
}
