/**
 * Brings the totals of a shard-day up to its chunks. It may be killed at any step, repeated, and run
 * several times at once:
 *
 * - Totals are absolute, and written under a fence that is above all before it; an older fold
 *   cannot overwrite a newer one's.
 * - A checkpoint is committed only by the holder of the newest fence, since two folds may have read
 *   sets of chunks of which neither contains the other.
 * - When a fence was taken and not committed, its fold may have written anything the checkpoint
 *   does not know. The next one then writes all totals rather than the changed ones.
 * - The mark goes last, and stays when a chunk came meanwhile.
 * - Once the day is retired no fence is taken: its facts are not all there, and totals are absolute.
 *   Records that came afterwards are told to be too old, and the mark goes.
 * - What changes in a closed period leaves an adjustment beside it: see write-totals.ts.
 */
import type { Catalogs } from '../../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../../shared/clock.ts';
import type { NoticeAt } from '../../allowance.ts';
import { fold, type Folded } from '../fold.ts';
import { joined } from '../joined.ts';
import { carryOn, foldReadingsOf } from './carry.ts';
import { changesSince, checkpointOf, nothingWritten } from './checkpoint.ts';
import type { FoldStore, ShardDay } from './store.ts';
import { totalWriter } from './write-totals.ts';

export type FoldDeps = {
  store: FoldStore;
  clock: Clock;
  catalogs: Catalogs;
  /** Hours from the end of a billing period until it is closed. */
  closeAfterHours: number;
  /** Percents of the allowance at which customers are told, ascending. */
  noticeAt: NoticeAt;
  /** Waits before a fold that met a newer one starts over. */
  pause: () => Promise<void>;
};

const tries = 5;
const writesAtOnce = 32;

/** The day totals written; undefined when there was nothing to fold. */
export type FoldEnd = number | 'retired' | undefined;

export async function foldShardDay(deps: FoldDeps, at: ShardDay): Promise<FoldEnd> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const since = deps.clock.now();
    const token = await deps.store.pendingToken(at);
    if (token === undefined) return undefined;
    const written = await foldOnce(deps, at);
    if (written === 'retired') await deps.store.tellRefused(at, deps.clock.now());
    if (written !== undefined) {
      await deps.store.clearPending(at, token, since);
      return written;
    }
    await deps.pause();
  }
  throw new Error('Newer folds kept overtaking this one');
}

/** Undefined when a newer fold is at it. */
async function foldOnce(deps: FoldDeps, at: ShardDay): Promise<FoldEnd> {
  const { store, clock } = deps;
  const taken = await store.takeFence(at);
  if (taken === undefined) return 'retired';
  const { fence, committed } = taken;
  const last = committed === fence - 1 ? await store.checkpoint(at, committed) : undefined;
  const readings = await foldReadingsOf({ store, clock }, at);
  const folded = joined(fold(await store.chunks(at)), readings);
  const changes = changesSince(last ?? nothingWritten, folded);
  if (!(await write(changes, deps, at, fence))) return undefined;
  if (!(await store.commit(at, fence, checkpointOf(folded), clock.now()))) {
    await store.dropCheckpoint(at, fence);
    return undefined;
  }
  if (committed !== undefined) await store.dropCheckpoint(at, committed);
  if (readings !== undefined) await carryOn({ store, clock }, at, fence, readings);
  return changes.totals.length;
}

async function write(
  { totals, outcomes }: Folded,
  { clock, ...deps }: FoldDeps,
  at: ShardDay,
  fence: number,
): Promise<boolean> {
  const notLookedAt: unknown[] = [];
  const closing = { ...deps, now: clock.now(), notLookedAt };
  const isWritten =
    (await allOf(totals, await totalWriter(closing, at, fence, totals))) &&
    (await allOf([...outcomes], ([batchId, outcome]) =>
      deps.store.writeOutcome(at, fence, batchId, outcome, clock.now()),
    ));
  // Not committed, the fold is made again: until then somebody may have missed a notice.
  if (notLookedAt.length > 0) throw notLookedAt[0];
  return isWritten;
}

/** Some at a time, and none anymore once one said no. */
async function allOf<T>(items: readonly T[], write: (item: T) => Promise<boolean>) {
  const queue = items.values();
  let going = true;
  const work = async () => {
    for (const item of queue) {
      if (!going) return;
      try {
        if (!(await write(item))) going = false;
      } catch (fault) {
        going = false;
        throw fault;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: writesAtOnce }, work));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return going;
}
