/**
 * How a day with readings gets the last readings before it, and how the next one learns that they
 * have changed. Any order of days, late readings and folds that are killed or repeated converge:
 *
 * - A day's opening is made from the day before it that has readings: its own opening and readings,
 *   folded. It is kept, with the fingerprint of what it was made from, so that a day at rest is
 *   read once a day and not at each fold.
 * - A fold says what its day started from and ended with, after it was committed, then looks at the
 *   next day. When the last fold of that one started from anything else, it is marked for another.
 *   (What its opening is made from says nothing: a fold may have been killed before it was used.)
 * - A day is added to those of its shard before its fold reads the opening, and the next day is
 *   looked for after the closing was written: one of two folds sees what the other did.
 * - The look at the next day comes before the day's own mark goes: a fold that is killed in between
 *   is repeated, and looks again.
 * - Once a day is retired its readings are gone. That happens when the next day has an opening of what
 *   it ended with, and none can come in between; its fingerprint stays until the next day goes.
 */
import type { Clock } from '../../../../shared/clock.ts';
import { isForgotten, keptUntil, noCounters } from '../counters.ts';
import { foldReadings, type FoldedReadings } from '../fold-readings.ts';
import type { CarryStore, ReadingDay } from './carry.store.ts';
import { fingerprint } from './opening.ts';
import type { ShardDay } from './store.ts';

type Deps = { store: CarryStore; clock: Clock };

export type DayOfReadings = FoldedReadings & {
  /** Fingerprint of what the day before ended with. */
  started: string;
};

/** Undefined when the day has no readings. */
export async function foldReadingsOf(deps: Deps, at: ShardDay): Promise<DayOfReadings | undefined> {
  const { store, clock } = deps;
  const readings = await store.readings(at);
  if (readings.length === 0) return undefined;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const own = await store.addReadingDay(at, clock.now());
    const opening = await openingOf(deps, at, own);
    if (opening === undefined) continue;
    return { ...foldReadings(readings, opening.counters), started: opening.basis };
  }
  throw new Error('Other folds kept replacing the opening');
}

const tries = 5;

/** Undefined when another fold has replaced it meanwhile. */
async function openingOf({ store, clock }: Deps, at: ShardDay, own: ReadingDay) {
  const before = await store.readingDayBefore(at);
  const made = own.opening?.basis ?? nothing;
  if (made === (before?.closing ?? nothing)) {
    const kept = await store.opening(at, own.opening);
    if (kept !== undefined) return { counters: kept, basis: made };
  }
  const { closing, basis } = before === undefined ? none : await endOf(store, at, before);
  const counters = keptUntil(closing, at.day);
  const replaced = await store.replaceOpening(at, own.opening, counters, basis, clock.now());
  return replaced ? { counters, basis } : undefined;
}

/** Where nothing was carried on. */
const nothing = fingerprint(noCounters);
const none = { closing: noCounters, basis: nothing };

/** What the day before ended with, as it is to be started from. */
async function endOf(store: CarryStore, { shard, day }: ShardDay, before: ReadingDay) {
  if (before.retiredAt === undefined) {
    const closing = await closingOf(store, shard, before);
    return { closing, basis: fingerprint(closing) };
  }
  if (!isForgotten(before.day, day)) throw new Error('The readings of the day before are deleted');
  return { closing: noCounters, basis: before.closing ?? nothing };
}

/** As its facts are now, which may be more than its last fold knew: that is told by its next one. */
async function closingOf(store: CarryStore, shard: number, { day, opening }: ReadingDay) {
  const at = { shard, day };
  const counters = await store.opening(at, opening);
  // Its fold has just replaced it; this one is delivered again.
  if (counters === undefined) throw new Error('The opening of the day before was replaced');
  const { closing } = foldReadings(await store.readings(at), counters);
  // Whoever deletes them says so first: some may have been missing already.
  if (await store.isRetired(at)) throw new Error('The readings of the day before are deleted');
  return closing;
}

/** After the commit: the next day with readings is folded again if it started from something else. */
export async function carryOn(
  { store, clock }: Deps,
  at: ShardDay,
  fence: number,
  { closing, started }: DayOfReadings,
): Promise<void> {
  const ended = await store.close(at, fence, { started, closing: fingerprint(closing) });
  const next = await store.readingDayAfter(at);
  if (next !== undefined && next.retiredAt === undefined && next.started !== ended) {
    await store.markPending({ shard: at.shard, day: next.day }, clock.now());
  }
}
