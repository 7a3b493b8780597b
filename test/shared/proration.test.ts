import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { daysFrom, type Period } from '../../shared/calendar.ts';
import { proratedPrice, type ProrationRule } from '../../shared/price-summary.ts';
import { prorate } from '../../shared/proration.ts';

describe('a part of a month', () => {
  it.each([
    [6495, 16, 30, 3464],
    [7995, 16, 30, 4264],
    // 1.5, 2.5 and 2.4 cents.
    [3, 15, 30, 2],
    [5, 15, 30, 3],
    [4, 18, 30, 2],
    [6495, 30, 30, 6495],
    [6495, 0, 30, 0],
    [0, 12, 31, 0],
    [100, 1, 31, 3],
  ])('%i cents for %i of %i days are %i', (monthly, days, divisor, expected) => {
    expect(prorate(monthly, days, divisor)).toBe(expected);
  });

  it('is what big integers say, half a cent up', () => {
    const cents = fc.integer({ min: 0, max: 100_000_000 });
    const days = fc.integer({ min: 0, max: 31 });
    fc.assert(
      fc.property(cents, days, fc.integer({ min: 28, max: 31 }), (monthly, count, divisor) => {
        const doubled = 2n * BigInt(monthly) * BigInt(count) + BigInt(divisor);
        expect(prorate(monthly, count, divisor)).toBe(Number(doubled / (2n * BigInt(divisor))));
      }),
    );
  });
});

describe('a change within a period', () => {
  const december: Period = { start: '2026-12-09', end: '2027-01-08' };
  const february: Period = { start: '2026-02-01', end: '2026-02-28' };
  const leftOver: Period = { start: '2026-12-09', end: '2026-12-13' };
  const monthly = { before: 6495, after: 7995 };

  it.each<[string, Period, string, ProrationRule, number, number, number, number]>([
    ['on the first of 31 days', december, '2026-12-09', '30-days', 31, 31, 6495, 7995],
    ['on the second of 31 days', december, '2026-12-10', '30-days', 30, 30, 6495, 7995],
    ['on the third of 31 days', december, '2026-12-11', '30-days', 29, 30, 6279, 7729],
    ['on the third, by days', december, '2026-12-11', 'days-in-period', 29, 31, 6076, 7479],
    ['on the last day', december, '2027-01-08', '30-days', 1, 30, 217, 267],
    ['on the first of February', february, '2026-02-01', '30-days', 28, 28, 6495, 7995],
    ['on the second of February', february, '2026-02-02', '30-days', 27, 30, 5846, 7196],
    ['on the second, by days', february, '2026-02-02', 'days-in-period', 27, 28, 6263, 7709],
    ['in a left-over of 5 days', leftOver, '2026-12-09', '30-days', 5, 30, 1083, 1333],
    ['in a left-over, by days', leftOver, '2026-12-09', 'days-in-period', 5, 30, 1083, 1333],
  ])('%s', (_, period, from, rule, days, divisor, credit, charge) => {
    expect(proratedPrice(monthly, { from, period, rule })).toEqual({
      ...monthly,
      prorated: { from, to: period.end, days, divisor, credit, charge },
    });
  });

  it.each<ProrationRule>(['30-days', 'days-in-period'])(
    'never costs more than a month, nor more on a later day (%s)',
    (rule) => {
      for (const period of [december, february]) {
        const costs = daysFrom(period.start, period.end).map(
          (from) => proratedPrice(monthly, { from, period, rule }).prorated?.charge ?? 0,
        );
        expect(costs[0]).toBe(monthly.after);
        expect(costs).toEqual(costs.toSorted((one, other) => other - one));
      }
    },
  );
});
