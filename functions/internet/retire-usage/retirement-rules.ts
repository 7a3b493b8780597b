/** When the facts of a shard-day may be deleted. */
import { addDays, dayOf, type Day } from '../../../shared/calendar.ts';
import { isForgotten } from '../aggregate-usage/counters.ts';
import { mayComeForDays } from './config.ts';

export const keptBecause = ['not-folded', 'carries', 'earlier-day-kept'] as const;
export type KeptBecause = (typeof keptBecause)[number];

/** The newest day whose facts may go. A day ends up to half a day after UTC's: it is kept in full. */
export const lastDayToRetire = (now: Date, keepDays: number): Day =>
  addDays(dayOf(now.getTime(), 'UTC'), -keepDays - 1);

export type Head = {
  fence: number;
  /** Fence of the last fold that was committed. */
  checkpoint?: number | undefined;
  /** Epoch ms since when facts of the day are deleted. */
  retiredAt?: number | undefined;
  /** How often that was begun, and which one was proven last. */
  round?: number | undefined;
  proven?: number | undefined;
};

export type Standing = {
  head: Head | undefined;
  isPending: boolean;
  /** Whether it is there to say what stays in force. */
  hasCheckpoint: boolean;
  /** The day among those with readings: what it ended with by its last fold. */
  readings?: { closing: string | undefined } | undefined;
  /** The next day with readings, and what its opening is made from. */
  next?: { day: Day; basis: string | undefined } | undefined;
  /** Whether facts of a day between the two have come, and wait to be folded. */
  unfoldedBetween?: boolean;
};

export type Verdict =
  | { act: 'retire' }
  /** It has been begun. */
  | { act: 'go-on'; round: number }
  /** It is retired: what has come since goes too. */
  | { act: 'look-again'; round: number }
  | { act: 'keep'; because: KeptBecause };

/** Of a day that is old enough. `earlierKept`: facts of an earlier day of its shard stay for now. */
export function decide(day: Day, standing: Standing, now: Date, earlierKept: boolean): Verdict {
  const { head, isPending, hasCheckpoint, readings } = standing;
  const keep = (because: KeptBecause): Verdict => ({ act: 'keep', because });
  if (head?.retiredAt !== undefined) {
    const { round = 1, proven } = head;
    if (proven !== round) return { act: 'go-on', round };
    // A fold tells of them first.
    return isPending ? keep('not-folded') : { act: 'look-again', round };
  }
  // A fence that was taken and not committed may have written what no checkpoint knows.
  const isFolded = head !== undefined && !isPending && head.checkpoint === head.fence;
  if (!isFolded || !hasCheckpoint) return keep('not-folded');
  if (readings === undefined) return { act: 'retire' };
  if (readings.closing === undefined) return keep('not-folded');
  // An earlier day that is folded again changes what this one starts with.
  if (earlierKept) return keep('earlier-day-kept');
  return standing.unfoldedBetween === true || mayBeNeeded(day, readings.closing, standing.next, now)
    ? keep('carries')
    : { act: 'retire' };
}

/**
 * Whether a later day may still have to be started from the readings of this one: the next day with
 * readings, when its opening is made from anything else; or one between the two that has none yet.
 */
function mayBeNeeded(day: Day, closing: string, next: Standing['next'], now: Date): boolean {
  const oldestToCome = addDays(dayOf(now.getTime(), 'UTC'), -mayComeForDays);
  const nextHasIt = next === undefined || next.basis === closing || isForgotten(day, next.day);
  const noneBetween =
    (next !== undefined && next.day <= oldestToCome) || isForgotten(day, oldestToCome);
  return !(nextHasIt && noneBetween);
}
