/**
 * How a day with readings gets the last readings before it, and how the next one learns that they
 * have changed. Any order of days, late readings and folds that are killed or repeated converge:
 *
 * - A day's opening is made from the day before it that has readings: its own opening and readings,
 *   folded. It is kept, with the fingerprint of what it was made from, so that a day at rest is
 *   read once a day and not at each fold.
 * - A fold says what its day ended with after it was committed, then looks at the next day. When
 *   that one's opening was made from anything else, it is marked for another fold.
 * - A day is added to those of its shard before its fold reads the opening, and the next day is
 *   looked for after the closing was written: one of two folds sees what the other did.
 * - The look at the next day comes before the day's own mark goes: a fold that is killed in between
 *   is repeated, and looks again.
 */
import type { Clock } from '../../../../shared/clock.ts';
import { keptUntil, type Counters } from '../counters.ts';
import { foldReadings, type FoldedReadings } from '../fold-readings.ts';
import type { CarryStore, ReadingDay } from './carry.store.ts';
import { fingerprint } from './opening.ts';
import type { ShardDay } from './store.ts';

type Deps = { store: CarryStore; clock: Clock };

/** Undefined when the day has no readings. */
export async function foldReadingsOf(
  { store, clock }: Deps,
  at: ShardDay,
): Promise<FoldedReadings | undefined> {
  const readings = await store.readings(at);
  if (readings.length === 0) return undefined;
  const own = await store.addReadingDay(at, clock.now());
  return foldReadings(readings, await openingOf({ store, clock }, at, own));
}

async function openingOf({ store, clock }: Deps, at: ShardDay, own: ReadingDay): Promise<Counters> {
  const before = await store.readingDayBefore(at);
  if (basisOf(own) === (before?.closing ?? '')) {
    const kept = await store.opening(at, own.opening);
    if (kept !== undefined) return kept;
  }
  const closing = before === undefined ? noCounters : await closingOf(store, at.shard, before);
  const opening = keptUntil(closing, at.day);
  await store.replaceOpening(at, own.opening, opening, fingerprint(closing), clock.now());
  return opening;
}

const noCounters: Counters = new Map();

/** A day that nothing was carried into began with nothing. */
const basisOf = ({ opening }: ReadingDay) => opening?.basis ?? '';

/** As its facts are now, which may be more than its last fold knew: that is told by its next one. */
async function closingOf(store: CarryStore, shard: number, { day, opening }: ReadingDay) {
  const at = { shard, day };
  const counters = await store.opening(at, opening);
  // Its fold has just replaced it; this one is delivered again.
  if (counters === undefined) throw new Error('The opening of the day before was replaced');
  return foldReadings(await store.readings(at), counters).closing;
}

/** After the commit: the next day with readings is folded again if it started from something else. */
export async function carryOn(
  { store, clock }: Deps,
  at: ShardDay,
  fence: number,
  { closing }: FoldedReadings,
): Promise<void> {
  const ended = await store.close(at, fence, fingerprint(closing));
  const next = await store.readingDayAfter(at);
  if (next !== undefined && basisOf(next) !== ended) {
    await store.markPending({ shard: at.shard, day: next.day }, clock.now());
  }
}
