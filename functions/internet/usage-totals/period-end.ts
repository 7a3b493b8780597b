/** Which days can be asked for, and in which lists the services are whose period they end. Pure. */
import { addDays, dayOf, periodOf, type Cycle, type Day } from '../../../shared/calendar.ts';

/** 13 months of the longest. */
const mostDaysAgo = 13 * 31;
/** Where the clocks are ahead most, a day is over so much before UTC's. */
const mostAheadMs = 14 * 3_600_000;

/** From the first to the last, both included: over somewhere on earth. */
export function daysToAskFor(now: Date): { first: Day; last: Day } {
  const furthest = dayOf(now.getTime() + mostAheadMs, 'UTC');
  return { first: addDays(dayOf(now.getTime(), 'UTC'), -mostDaysAgo), last: addDays(furthest, -1) };
}

/** A month too short begins the periods of all later cycle days on its last day. */
export function cycleDaysEndingOn(periodEnd: Day): number[] {
  const next = addDays(periodEnd, 1);
  const dayOfMonth = Number(next.slice(8));
  const isLast = addDays(next, 1).endsWith('-01');
  const last = isLast ? 31 : dayOfMonth;
  return Array.from({ length: last - dayOfMonth + 1 }, (_, index) => dayOfMonth + index);
}

/**
 * Whether the period of a service ended then, by the cycle of the list it was found in: who has had
 * two cycle days that a short month makes one is in both lists.
 */
export function endsBy(cycleDay: number, periodEnd: Day, cycles: readonly Cycle[]): boolean {
  const cycle = cycles.findLast(({ from }) => from <= periodEnd) ?? cycles[0];
  return cycle?.day === cycleDay && periodOf(periodEnd, cycles).end === periodEnd;
}
