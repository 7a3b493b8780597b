/** What a change costs: each month from a day on, and once. Kept with the order, to explain the bill. */
import * as z from 'zod/mini';
import { daysBetween, type Day, type Period } from './calendar.ts';
import { day, money, price } from './http/fields.ts';
import { cad } from './money.ts';
import { prorate } from './proration.ts';

/** What a month is divided by: operator configuration. */
export const prorationRule = z.enum(['30-days', 'days-in-period']);
export type ProrationRule = z.output<typeof prorationRule>;

/** In cents. */
export const storedPrice = z.object({
  before: z.int(),
  after: z.int(),
  prorated: z.optional(
    z.object({
      from: z.string(),
      to: z.string(),
      days: z.int(),
      divisor: z.int(),
      credit: z.int(),
      charge: z.int(),
    }),
  ),
  /** Whatever the month. */
  oneTime: z.optional(z.int()),
});
export type StoredPrice = z.output<typeof storedPrice>;

type Monthly = { before: number; after: number };

/** Shorter ones are left over when a cycle day moves: no month, and none to divide by. */
const shortestMonth = 28;

/**
 * Within a period that was charged in advance: the new price from `from` on is charged, the old one
 * credited, each rounded by itself as the bill shows them. A whole month costs its price, however
 * many days it has.
 */
export function proratedPrice(
  { before, after }: Monthly,
  { from, period, rule }: { from: Day; period: Period; rule: ProrationRule },
): StoredPrice {
  const length = daysBetween(period.start, period.end) + 1;
  const days = daysBetween(from, period.end) + 1;
  const isMonth = length >= shortestMonth;
  const byRule = rule === 'days-in-period' && isMonth ? length : 30;
  const divisor = isMonth && days === length ? length : byRule;
  return {
    before,
    after,
    prorated: {
      ...{ from, to: period.end, days, divisor },
      credit: prorate(before, days, divisor),
      charge: prorate(after, days, divisor),
    },
  };
}

export const priceSummary = z.strictObject({
  monthlyDifference: money.check(z.describe('More each month from then on')),
  prorated: z.optional(
    z
      .strictObject({
        from: day,
        to: day.check(z.describe('Last day of the billing period')),
        days: z.int(),
        divisor: z.int().check(z.describe('Days that a month is divided into')),
        credit: price.check(z.describe('Of what was charged in advance')),
        charge: price,
        amount: money.check(z.describe('Charge less credit: what the next bill has once')),
      })
      .check(
        z.describe(
          'For the rest of the billing period; absent when the change comes with a new period',
        ),
      ),
  ),
  oneTime: z.optional(price.check(z.describe('Once, on the next bill; absent when nothing is'))),
});

export const priceView = ({
  before,
  after,
  prorated,
  oneTime,
}: StoredPrice): z.input<typeof priceSummary> => ({
  monthlyDifference: cad(after - before),
  ...(prorated === undefined
    ? {}
    : {
        prorated: {
          ...prorated,
          credit: cad(prorated.credit),
          charge: cad(prorated.charge),
          amount: cad(prorated.charge - prorated.credit),
        },
      }),
  ...(oneTime === undefined ? {} : { oneTime: cad(oneTime) }),
});
