import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { cad, shareOf } from '../../shared/money.ts';
import { prorated } from '../../shared/proration.ts';

describe('a share of an amount', () => {
  it.each([
    ['nothing of it', 299, 0, 30, 0],
    ['all of it', 299, 30, 30, 299],
    ['a third that is whole', 300, 10, 30, 100],
    ['below half a cent', 100, 1, 3, 33],
    ['above half a cent', 200, 1, 3, 67],
    ['half a cent', 1, 1, 2, 1],
    ['half a cent of more', 299, 15, 30, 150],
    [
      'of an amount that products of doubles would lose',
      9_007_199_254_740_991,
      29,
      30,
      8706959279582958,
    ],
  ])('%s', (_, amount, numerator, denominator, expected) => {
    expect(shareOf(cad(amount), numerator, denominator)).toEqual(cad(expected));
  });

  it.each([
    [-1, 1, 2],
    [1.5, 1, 2],
    [1, 0.5, 2],
    [1, -1, 2],
    [1, 1, 0],
  ])('is not taken of %d cents, %d parts of %d', (amount, numerator, denominator) => {
    expect(() => shareOf(cad(amount), numerator, denominator)).toThrow(RangeError);
  });
});

const november = { start: '2026-11-09', end: '2026-12-08' };
const march = { start: '2026-03-01', end: '2026-03-31' };
const february = { start: '2026-02-01', end: '2026-02-28' };

describe('the part of a period', () => {
  it.each([
    ['from its first day is the whole price', '2026-11-09', november, 30, 299],
    ['from its second day lacks a thirtieth', '2026-11-10', november, 29, 289],
    ['of half a period is half, half a cent up', '2026-11-24', november, 15, 150],
    ['of its last day is a thirtieth', '2026-12-08', november, 1, 10],
    ['of 31 days, from the first, is no more than the price', '2026-03-01', march, 31, 299],
    ['of 31 days, from the second, is 30 days', '2026-03-02', march, 30, 299],
    ['of 31 days, from the third, is 29 days', '2026-03-03', march, 29, 289],
    ['of 28 days, from the first, is the whole price', '2026-02-01', february, 28, 299],
    ['of 28 days, from the second, is 27 thirtieths', '2026-02-02', february, 27, 269],
  ])('%s', (_, from, period, days, amount) => {
    expect(prorated(cad(299), from, period)).toEqual({
      ...{ from, to: period.end, days },
      amount: cad(amount),
    });
  });

  it('may be divided by the days of the period instead', () => {
    const { amount } = prorated(cad(299), '2026-02-02', february, 'days-of-period');
    expect(amount).toEqual(cad(288));
  });

  it.each(['2026-11-08', '2026-12-09'])('is of the period: not from %s', (from) => {
    expect(() => prorated(cad(299), from, november)).toThrow(RangeError);
  });

  it('is never less for more days, and never more than the price', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 2, max: 31 }), (cents, day) => {
        const on = (one: number) =>
          prorated(cad(cents), `2026-03-${String(one).padStart(2, '0')}`, march).amount.amount;
        expect(on(day)).toBeLessThanOrEqual(on(day - 1));
        expect(on(day - 1)).toBeLessThanOrEqual(cents);
      }),
    );
  });
});
