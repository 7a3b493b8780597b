/**
 * Deletes the facts of a shard-day and proves it. It may be killed at any step, repeated, and run
 * several times at once, beside folds and intake:
 *
 * - First the head says that the day is retired, in one transaction with what allows it: from then on
 *   no fold takes a fence, so that no total is counted from some of the facts.
 * - Then what there is is written down, once: before that nothing is deleted, and who comes second
 *   leaves it as it is, since some may be gone by then.
 * - Then it is deleted, looked for again, and told to be proven when nothing was found; last the day
 *   is taken off the list. Each of these steps changes nothing the second time.
 */
import type { Clock } from '../../../shared/clock.ts';
import type { DueStore } from './due.store.ts';
import { addTo, emptyInventory, totalsOf } from './inventory.ts';
import type { PartsStore } from './parts.store.ts';
import type { RemovalStore } from './removal.store.ts';
import { decide, type KeptBecause, type Verdict } from './retirement-rules.ts';
import type { Known, RetireStore, ShardDay } from './store.ts';
import type { TraceStore } from './trace.store.ts';

export type RetireDeps = {
  store: RetireStore & RemovalStore & PartsStore & TraceStore & Pick<DueStore, 'dueOf'>;
  clock: Clock;
  /** Days that facts are kept after their own. */
  keepDays: number;
};

/** `gone`: nothing is left of it. */
export type Retired = { end: 'gone' } | { end: 'kept'; because: KeptBecause };

const tries = 3;

export async function retireShardDay(
  deps: RetireDeps,
  runId: string,
  at: ShardDay,
  earlierKept: boolean,
): Promise<Retired> {
  const { store, clock } = deps;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const known = await store.load(at);
    const verdict = await decided(deps, at, known, earlierKept);
    if (verdict.act === 'keep') return keep(deps, runId, at, known, verdict.because);
    const round = await begun(deps, at, known, verdict);
    if (round === 'changed-meanwhile') continue;
    if (round !== undefined) await empty(deps, runId, at, round);
    if (known.listed !== undefined) await store.unlist(at, known.listed);
    return { end: 'gone' };
  }
  // Somebody is at work on it.
  await store.writeKept(at, 1, 'not-folded', { runId, now: clock.now() });
  return { end: 'kept', because: 'not-folded' };
}

async function decided({ store, clock }: RetireDeps, at: ShardDay, known: Known, earlier: boolean) {
  const { head } = known;
  const fence = head?.retiredAt === undefined ? head?.checkpoint : undefined;
  const hasCheckpoint = fence !== undefined && (await store.checkpoint(at, fence)) !== undefined;
  return decide(at.day, { ...known, hasCheckpoint }, clock.now(), earlier);
}

/** The round that is to be gone through; undefined when there is nothing of a day that is retired. */
async function begun(
  { store, clock }: RetireDeps,
  at: ShardDay,
  known: Known,
  verdict: Exclude<Verdict, { act: 'keep' }>,
): Promise<number | 'changed-meanwhile' | undefined> {
  if (verdict.act === 'go-on') return verdict.round;
  if (verdict.act === 'look-again' && (await isEmpty(store, at))) return undefined;
  const round = verdict.act === 'retire' ? 1 : verdict.round + 1;
  return (await store.begin(at, known, round, clock.now())) ? round : 'changed-meanwhile';
}

async function isEmpty(store: RemovalStore, at: ShardDay): Promise<boolean> {
  for await (const found of store.factKeys(at)) if (found.length > 0) return false;
  return true;
}

async function empty({ store, clock }: RetireDeps, runId: string, at: ShardDay, round: number) {
  const written = await store.trace(at, round);
  if (written === undefined || written.status === 'kept') {
    const found = await inventoryOf(store, at, round);
    await store.writeInventory(at, round, found, { runId, now: clock.now() });
  }
  for (let attempt = 1; !(await isEmpty(store, at)); attempt++) {
    if (attempt > tries) throw new Error('Facts keep coming to a day that is retired');
    for await (const found of store.factKeys(at)) await store.remove(found);
  }
  await store.writeProof(at, round, { runId, now: clock.now() });
  await store.prove(at, round);
  await store.forgetEarlierReadings(at.shard);
}

async function inventoryOf(store: RetireStore & RemovalStore, at: ShardDay, round: number) {
  const deleted = emptyInventory();
  for await (const items of store.facts(at)) for (const item of items) addTo(deleted, item);
  if (round > 1) return { deleted };
  const { head } = await store.load(at);
  const last =
    head?.checkpoint === undefined ? undefined : await store.checkpoint(at, head.checkpoint);
  // Another one has written the inventory, and deletes.
  return { deleted, ...(last === undefined ? {} : { totals: totalsOf(last) }) };
}

async function keep(
  { store, clock }: RetireDeps,
  runId: string,
  at: ShardDay,
  { head, isPending }: Known,
  because: KeptBecause,
): Promise<Retired> {
  const now = clock.now();
  // A mark that is there is folded by each run, or fails each time; one that is missing is no fold's.
  if (because === 'not-folded' && !isPending) await store.markPending(at, now);
  const round = head?.retiredAt === undefined ? 1 : (head.round ?? 1) + 1;
  await store.writeKept(at, round, because, { runId, now });
  return { end: 'kept', because };
}
