/**
 * Hands out a run of which the parts are known beforehand: so many partitions, each worked off by
 * itself. Repeating it is harmless: it goes on where an earlier delivery stopped.
 */
import type { Clock } from '../../../../shared/clock.ts';
import type { Queue } from '../../../../shared/queue.ts';
import type { DispatchStore, RunStart } from './store.ts';

export type PartitionDeps = {
  store: Pick<DispatchStore, 'startRun' | 'addPart' | 'openParts' | 'endDispatch'>;
  clock: Clock;
  queue: Queue;
  partitions: number;
};

/** Gives the parts that were handed over. */
export async function dispatchPartitions(
  { store, clock, queue, partitions }: PartitionDeps,
  run: Omit<RunStart, 'now'>,
): Promise<number> {
  const { runId } = run;
  const now = clock.now();
  if (!(await store.startRun({ ...run, now }))) return 0;
  // They are of no day.
  const all = Array.from({ length: partitions }, (_, shard) => ({ shard, day: '' }));
  await Promise.all(all.map((part) => store.addPart(runId, part, now)));
  const parts = await store.openParts(runId);
  const failed = await queue.send(parts.map(({ shard }) => ({ runId, partition: shard })));
  if (failed.length > 0) throw new Error(`${failed.length} messages of a run were not taken`);
  await store.endDispatch(runId, clock.now());
  return parts.length;
}
