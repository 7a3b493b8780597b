import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { projectTotal } from '../../functions/internet/projection.ts';
import { addDays, beginningOfTime, daysFrom, type Day } from '../../shared/calendar.ts';

const period = { start: '2026-11-09', end: '2026-12-08' };
const on = (today: Day, used: Record<Day, bigint> = {}, servedFrom: Day = beginningOfTime) =>
  projectTotal(new Map(Object.entries(used)), { period, today, servedFrom });

describe('what a period of 30 days will come to', () => {
  it.each([
    ['unknown on its first day', '2026-11-09', { '2026-11-09': 5n }, undefined],
    ['30 times its only complete day', '2026-11-10', { '2026-11-09': 7n }, [210n, 1]],
    ['nothing while nothing is used', '2026-11-20', {}, [0n, 11]],
    ['the average, rounded down', '2026-11-12', { '2026-11-09': 10n }, [100n, 3]],
    ['rounded down for the days left', '2026-11-16', { '2026-11-09': 10n }, [42n, 7]],
    [
      'without today, which is not complete',
      '2026-11-11',
      { '2026-11-09': 10n, '2026-11-11': 1n },
      [150n, 2],
    ],
    ['never below what is used', '2026-11-11', { '2026-11-09': 1n, '2026-11-11': 99n }, [100n, 2]],
    ['on the last day, nearly what it is', '2026-12-08', { '2026-11-09': 290n }, [300n, 29]],
    [
      'exact beyond safe numbers',
      '2026-11-10',
      { '2026-11-09': 2n ** 63n + 1n },
      [30n * (2n ** 63n + 1n), 1],
    ],
  ] as const)('%s', (_, today, used, expected) => {
    const projected = on(today, used);
    expect(projected && [projected.total, projected.completeDays]).toEqual(expected);
  });

  it.each([
    ['unknown on the first day of the service', '2026-11-20', '2026-11-20', undefined],
    [
      'the average of its days, for the days left',
      '2026-11-22',
      '2026-11-20',
      [100n + 17n * 50n, 2],
    ],
    [
      'as ever where the service is older',
      '2026-11-22',
      '2026-10-20',
      [100n + (17n * 100n) / 13n, 13],
    ],
  ] as const)('%s', (_, today, servedFrom, expected) => {
    const used = today === servedFrom ? {} : { '2026-11-20': 60n, '2026-11-21': 40n };
    const projected = on(today, used, servedFrom);
    expect(projected && [projected.total, projected.completeDays]).toEqual(expected);
  });
});

describe('whatever is used', () => {
  const days = daysFrom(period.start, period.end);
  const used = fc
    .array(fc.bigInt({ min: 0n, max: 2n ** 70n }), { minLength: 30, maxLength: 30 })
    .map((bytes) => new Map(days.map((day, i) => [day, bytes[i] ?? 0n])));
  const situation = { used, passed: fc.integer({ min: 1, max: 29 }) };

  it('the projection holds what is used, and is the same arithmetic in another order', () => {
    fc.assert(
      fc.property(fc.record(situation), ({ used: all, passed }) => {
        const today = addDays(period.start, passed);
        const known = new Map([...all].filter(([day]) => day <= today));
        const complete = [...known].filter(([day]) => day < today);
        const sum = complete.reduce((total, [, bytes]) => total + bytes, 0n);
        const total = sum + (known.get(today) ?? 0n);
        const average = (sum * 30n) / BigInt(passed);
        const projected = projectTotal(known, { period, today, servedFrom: beginningOfTime });
        expect(projected?.completeDays).toBe(passed);
        expect(projected?.total).toBe(average > total ? average : total);
      }),
      { numRuns: 1000 },
    );
  });

  it('more usage never makes it less', () => {
    fc.assert(
      fc.property(
        fc.record({
          ...situation,
          at: fc.integer({ min: 0, max: 29 }),
          more: fc.bigInt({ min: 0n, max: 2n ** 64n }),
        }),
        ({ used: all, passed, at, more }) => {
          const today = addDays(period.start, passed);
          const day = addDays(period.start, Math.min(at, passed));
          const project = (bytes: ReadonlyMap<Day, bigint>) =>
            projectTotal(bytes, { period, today, servedFrom: beginningOfTime })?.total ?? -1n;
          const grown = new Map(all).set(day, (all.get(day) ?? 0n) + more);
          expect(project(grown) >= project(all)).toBe(true);
        },
      ),
    );
  });
});
