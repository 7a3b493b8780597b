/** When a billing period closes: until then late usage counts, afterwards it is an adjustment. */
import {
  addDays,
  dayOf,
  periodOf,
  startOfDay,
  type Cycle,
  type Day,
} from '../../../../shared/calendar.ts';

const hourMs = 3_600_000;
/** Local days end so much before UTC's where the clocks are ahead most (UTC+14). */
const mostAhead = 14 * hourMs;

/** As the service's header tells it. */
export type Billed = { timeZone: string; cycles: readonly Cycle[]; onFileAt: number };

/** The grace counts from the local midnight that ends the period. */
export const closesAt = (period: Day, { timeZone, cycles }: Billed, closeAfterHours: number) =>
  startOfDay(addDays(periodOf(period, cycles).end, 1), timeZone) + closeAfterHours * hourMs;

/**
 * What had closed before the service came on file was billed elsewhere or not at all: its usage is
 * history that somebody loads, and adjusts no bill.
 */
export function isClosed(period: Day, service: Billed, now: Date, closeAfterHours: number) {
  const at = closesAt(period, service, closeAfterHours);
  return now.getTime() >= at && service.onFileAt < at;
}

/** First day of the period on whose bill a change of now goes: the first one that is not closed. */
export const billOf = (now: Date, { timeZone, cycles }: Billed, closeAfterHours: number): Day =>
  periodOf(dayOf(now.getTime() - closeAfterHours * hourMs, timeZone), cycles).start;

/** Nothing needs to be looked up of a day so late: no period that holds it has closed anywhere. */
export const isSurelyOpen = (day: Day, now: Date, closeAfterHours: number) =>
  now.getTime() < Date.parse(`${addDays(day, 1)}T00:00:00Z`) - mostAhead + closeAfterHours * hourMs;
