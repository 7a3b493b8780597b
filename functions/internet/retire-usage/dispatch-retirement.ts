/**
 * Hands the days that are due to the retirement, shard by shard, with a part of the run for each.
 * Repeating it is harmless: it goes on where an earlier delivery stopped.
 */
import type { Clock } from '../../../shared/clock.ts';
import type { Queue } from '../../../shared/queue.ts';
import type { DispatchStore, RunStart } from '../aggregate-usage/dispatch/store.ts';
import type { DueStore } from './due.store.ts';
import { lastDayToRetire } from './retirement-rules.ts';

export type RetirementDeps = {
  store: Pick<DispatchStore, 'startRun' | 'addPart' | 'openParts' | 'endDispatch'> & DueStore;
  clock: Clock;
  retirements: Queue;
  keepDays: number;
};

/**
 * Days of a shard in a run: what a worker empties within its time, however large they are. A backlog
 * of months is gone after some nights.
 */
const mostDays = 31;

/** Gives the days that were handed over. */
export async function dispatchRetirement(
  { store, clock, retirements, keepDays }: RetirementDeps,
  run: Omit<RunStart, 'now'>,
): Promise<number> {
  const { runId } = run;
  const now = clock.now();
  if (!(await store.startRun({ ...run, now }))) return 0;
  for await (const { shard, days } of store.due(lastDayToRetire(now, keepDays), mostDays)) {
    for (const day of days) await store.addPart(runId, { shard, day }, now);
  }
  const parts = await store.openParts(runId);
  const shards = new Map<number, string[]>();
  for (const { shard, day } of parts) shards.set(shard, [...(shards.get(shard) ?? []), day]);
  const failed = await retirements.send(
    [...shards].map(([shard, days]) => ({ runId, shard, days })),
  );
  if (failed.length > 0) throw new Error(`${failed.length} retirement messages were not taken`);
  await store.endDispatch(runId, clock.now());
  return parts.length;
}
