import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  beginningOfTime,
  dayOf,
  daysBetween,
  moveCycle,
  periodOf,
  periodsBack,
  startOfDay,
  type Cycle,
} from '../../shared/calendar.ts';

const hours = (day: string, zone: string) =>
  (startOfDay(addDays(day, 1), zone) - startOfDay(day, zone)) / 3_600_000;

describe('days', () => {
  it.each([
    ['2026-03-08', 'America/Toronto', 23],
    ['2026-11-01', 'America/Toronto', 25],
    ['2026-03-08', 'America/Halifax', 23],
    ['2026-11-01', 'America/St_Johns', 25],
    ['2022-11-06', 'America/Toronto', 25],
    ['2026-07-01', 'America/Toronto', 24],
    ['2026-03-08', 'America/Regina', 24],
    // Clocks go forward at midnight: the day begins at 01:00 local time.
    ['2018-11-04', 'America/Sao_Paulo', 23],
  ])('%s in %s is %i hours long', (day, zone, expected) => {
    expect(hours(day, zone)).toBe(expected);
  });

  it.each([
    ['2026-11-01T03:59:59Z', '2026-10-31'],
    ['2026-11-01T04:00:00Z', '2026-11-01'],
    ['2026-11-02T04:59:59Z', '2026-11-01'],
    ['2026-11-02T05:00:00Z', '2026-11-02'],
  ])('%s is on %s in Toronto', (instant, day) => {
    expect(dayOf(Date.parse(instant), 'America/Toronto')).toBe(day);
  });

  it('begin at their first instant, in every zone', () => {
    const zones = [
      'America/Toronto',
      'America/Halifax',
      'America/St_Johns',
      'America/Vancouver',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Africa/Cairo',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 20 * 365 }).map((n) => addDays('2010-01-01', n)),
        (zone, day) => {
          const start = startOfDay(day, zone);
          expect(dayOf(start, zone)).toBe(day);
          expect(dayOf(start - 1, zone)).toBe(addDays(day, -1));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('billing periods', () => {
  const always = (day: number): Cycle[] => [{ from: beginningOfTime, day }];

  it.each([
    [9, '2026-11-23', '2026-11-09', '2026-12-08'],
    [9, '2026-11-09', '2026-11-09', '2026-12-08'],
    [9, '2026-11-08', '2026-10-09', '2026-11-08'],
    [1, '2026-02-28', '2026-02-01', '2026-02-28'],
    [29, '2026-02-28', '2026-02-28', '2026-03-28'],
    [29, '2028-02-29', '2028-02-29', '2028-03-28'],
    [30, '2026-02-27', '2026-01-30', '2026-02-27'],
    [31, '2026-02-28', '2026-02-28', '2026-03-30'],
    [31, '2026-04-30', '2026-04-30', '2026-05-30'],
    [31, '2026-12-31', '2026-12-31', '2027-01-30'],
    [15, '2027-01-01', '2026-12-15', '2027-01-14'],
  ])('with cycle day %i, %s is in %s to %s', (cycleDay, day, start, end) => {
    expect(periodOf(day, always(cycleDay))).toEqual({ start, end });
  });

  it('take a new cycle day from the end of the open period on', () => {
    const moved = moveCycle(always(5), 20, '2026-11-10');
    expect(periodOf('2026-11-10', moved)).toEqual({ start: '2026-11-05', end: '2026-12-04' });
    expect(periodOf('2026-12-05', moved)).toEqual({ start: '2026-12-05', end: '2026-12-19' });
    expect(periodOf('2026-12-20', moved)).toEqual({ start: '2026-12-20', end: '2027-01-19' });
  });

  it('forget a change that was taken back before it counted', () => {
    const once = moveCycle(always(5), 20, '2026-11-10');
    expect(moveCycle(once, 5, '2026-11-12')).toEqual(always(5));
    expect(moveCycle(once, 20, '2026-11-12')).toEqual(once);
  });

  it('cover every day once, and history never changes, however often the day moves', () => {
    const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays('2025-01-01', n));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.array(fc.tuple(day, fc.integer({ min: 1, max: 31 })), { maxLength: 5 }),
        day,
        (first, moves, probe) => {
          let cycles = always(first);
          for (const [today, cycleDay] of moves.sort(([a], [b]) => (a < b ? -1 : 1))) {
            const before = periodsBack(today, cycles, 3);
            cycles = moveCycle(cycles, cycleDay, today);
            expect(periodsBack(today, cycles, 3)).toEqual(before);
          }
          const period = periodOf(probe, cycles);
          expect(period.start <= probe && probe <= period.end).toBe(true);
          expect(daysBetween(period.start, period.end)).toBeLessThan(31);
          expect(periodOf(period.end, cycles)).toEqual(period);
          expect(periodOf(period.start, cycles)).toEqual(period);
          expect(periodOf(addDays(period.end, 1), cycles).start).toBe(addDays(period.end, 1));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
