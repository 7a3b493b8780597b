import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  isClosed,
  isSurelyOpen,
} from '../../functions/internet/aggregate-usage/fold/closing-rules.ts';
import { addDays, beginningOfTime, periodOf, type Cycle } from '../../shared/calendar.ts';

const onDay = (day: number): Cycle[] => [{ from: beginningOfTime, day }];
const moved: Cycle[] = [...onDay(9), { from: '2026-11-09', day: 15 }];
const onFileAt = 0;

describe('a period closes 72 hours after its last midnight', () => {
  it.each([
    [
      'Montréal, at the end of 25 hours',
      '2026-10-02',
      'America/Toronto',
      onDay(2),
      '2026-11-05T05:00:00Z',
    ],
    ['Halifax, the same', '2026-10-02', 'America/Halifax', onDay(2), '2026-11-05T04:00:00Z'],
    ["St. John's, the same", '2026-10-02', 'America/St_Johns', onDay(2), '2026-11-05T03:30:00Z'],
    [
      'Montréal, at the end of 23 hours',
      '2026-02-09',
      'America/Toronto',
      onDay(9),
      '2026-03-12T04:00:00Z',
    ],
    ['Halifax, the same', '2026-02-09', 'America/Halifax', onDay(9), '2026-03-12T03:00:00Z'],
    ["St. John's, the same", '2026-02-09', 'America/St_Johns', onDay(9), '2026-03-12T02:30:00Z'],
    [
      'a clock that changes within the grace',
      '2026-10-01',
      'America/Toronto',
      onDay(1),
      '2026-11-04T04:00:00Z',
    ],
    [
      'a short period of a moved cycle',
      '2026-11-09',
      'America/Toronto',
      moved,
      '2026-11-18T05:00:00Z',
    ],
    [
      'the last day of February',
      '2027-01-31',
      'America/Toronto',
      onDay(31),
      '2027-03-03T05:00:00Z',
    ],
  ] as const)('%s', (_, period, timeZone, cycles, at) => {
    const service = { timeZone, cycles: [...cycles], onFileAt };
    const instant = Date.parse(at);
    expect(isClosed(period, service, new Date(instant - 1), 72)).toBe(false);
    expect(isClosed(period, service, new Date(instant), 72)).toBe(true);
    expect(isClosed(period, service, new Date(instant - 72 * 3_600_000), 0)).toBe(true);
  });

  it.each([
    ['a moment before', -1, true],
    ['at that moment', 0, false],
    ['later', 1, false],
  ])('and never did where the service came on file %s', (_, after, closed) => {
    const at = Date.parse('2026-12-12T05:00:00Z');
    const service = { timeZone: 'America/Toronto', cycles: onDay(9), onFileAt: at + after };
    expect(isClosed('2026-11-09', service, new Date('2027-06-01T00:00:00Z'), 72)).toBe(closed);
  });
});

it('is not looked up while it cannot have closed, in any zone and cycle', () => {
  const zones = ['America/Toronto', 'America/St_Johns', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days)),
      fc.integer({ min: 1, max: 31 }),
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 480 }),
      fc.integer({ min: -48, max: 2000 }),
      (day, cycleDay, timeZone, closeAfterHours, hours) => {
        const now = new Date(Date.parse(`${day}T00:00:00Z`) + hours * 3_600_000);
        const { start } = periodOf(day, onDay(cycleDay));
        const service = { timeZone, cycles: onDay(cycleDay), onFileAt };
        const closed = isClosed(start, service, now, closeAfterHours);
        expect(closed && isSurelyOpen(day, now, closeAfterHours)).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});
