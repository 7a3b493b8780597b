/**
 * What a part of a billing period costs. A charge from the day of an activation and the credit from
 * the day of a cancellation are the same amount for the same days, so that what was had for no day
 * costs nothing.
 */
import { daysBetween, type Day, type Period } from './calendar.ts';
import { shareOf, type Money } from './money.ts';

/** By how many days a monthly price is divided, whatever the month; or by those of the period. */
export type Divisor = 30 | 'days-of-period';

export type Prorated = {
  from: Day;
  /** The last day, included. */
  to: Day;
  days: number;
  amount: Money;
};

/**
 * From a day of the period to its end. The whole period is the whole price, however many days it
 * has, and no part of it is more.
 */
export function prorated(
  monthlyPrice: Money,
  from: Day,
  period: Period,
  divisor: Divisor = 30,
): Prorated {
  if (from < period.start || from > period.end) {
    throw new RangeError('The day is not of the period');
  }
  const days = daysBetween(from, period.end) + 1;
  const all = daysBetween(period.start, period.end) + 1;
  const parts = divisor === 'days-of-period' ? all : divisor;
  const amount = days === all ? monthlyPrice : shareOf(monthlyPrice, Math.min(days, parts), parts);
  return { from, to: period.end, days, amount };
}

/** The same for prices in cents and days that are counted already. */
export const prorate = (monthlyCents: number, days: number, divisor: number): number =>
  shareOf({ amount: monthlyCents, currency: 'CAD' }, days, divisor).amount;
