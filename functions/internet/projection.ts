/** What a period will come to, if the rest of it is used like its complete days. */
import { daysBetween, type Day, type Period } from '../../shared/calendar.ts';

export type Projection = { total: bigint; completeDays: number };

type Situation = {
  period: Period;
  /** A day of the period. */
  today: Day;
  /** First day with the service: the days before it say nothing about the others. */
  servedFrom: Day;
};

/**
 * What is used until today, and the average of the complete days for each day that is left, today
 * included. Rounded down, never below what is used; undefined while no day is complete.
 */
export function projectTotal(
  used: ReadonlyMap<Day, bigint>,
  { period, today, servedFrom }: Situation,
): Projection | undefined {
  const first = servedFrom > period.start ? servedFrom : period.start;
  const completeDays = daysBetween(first, today);
  if (completeDays < 1) return undefined;

  const sum = (counts: (day: Day) => boolean) =>
    [...used].reduce((total, [day, bytes]) => (counts(day) ? total + bytes : total), 0n);
  const untilToday = sum((day) => day < today);
  const ofCompleteDays = sum((day) => first <= day && day < today);
  const daysLeft = daysBetween(today, period.end) + 1;
  const projected = untilToday + (ofCompleteDays * BigInt(daysLeft)) / BigInt(completeDays);
  const all = sum(() => true);
  return { total: projected > all ? projected : all, completeDays };
}
