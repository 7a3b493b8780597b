import { describe, expect, it } from 'vitest';
import { viewUsage, type ServiceUsage } from '../../functions/internet/usage-view.ts';
import { beginningOfTime, type Cycle } from '../../shared/calendar.ts';
import type { DayUsage } from '../../shared/usage-period.ts';
import type { Allowance, UsageTerms } from '../../shared/usage-terms.ts';

const onDay = (day: number): Cycle[] => [{ from: beginningOfTime, day }];

type Situation = {
  now: string;
  cycles?: Cycle[];
  timeZone?: string;
  period?: string;
  allowance?: Allowance;
  terms?: UsageTerms;
  plans?: ServiceUsage['plans'];
  status?: ServiceUsage['status'];
  onFileAt?: number;
  periods?: Record<string, Record<string, Partial<DayUsage>>>;
};

function view({
  now,
  cycles = onDay(9),
  timeZone = 'America/Toronto',
  period,
  allowance = 'unlimited',
  plans = [],
  status = 'active',
  onFileAt = 0,
  periods = {},
  terms,
}: Situation) {
  const stored = Object.entries(periods).map(
    ([start, days]) =>
      [
        start,
        new Map(
          Object.entries(days).map(([day, usage]) => [
            day,
            { down: 0n, up: 0n, lastEnd: 0, ...usage },
          ]),
        ),
      ] as const,
  );
  return viewUsage(
    {
      ...{ timeZone, cycles, planId: 'internet-120', plans, status, onFileAt },
      periods: new Map(stored),
      terms: new Map(terms === undefined ? [] : [[terms.start, terms]]),
    },
    {
      ...{ now: new Date(now), period, language: 'fr-CA' },
      planOf: (planId) => ({ planId, allowance: String(allowance) }),
    },
  );
}

function shown(situation: Situation) {
  const result = view(situation);
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
}

describe('the periods shown', () => {
  it.each([
    ['cycle day 9', onDay(9), '2026-11-23T12:00:00Z', '2026-11-09 2026-12-08', 16, '2026-08-09'],
    ['its first day', onDay(9), '2026-11-09T05:00:00Z', '2026-11-09 2026-12-08', 30, '2026-08-09'],
    ['the last second', onDay(9), '2026-11-09T04:59:59Z', '2026-10-09 2026-11-08', 1, '2026-07-09'],
    ['cycle day 29', onDay(29), '2027-03-01T17:00:00Z', '2027-02-28 2027-03-28', 28, '2026-11-29'],
    [
      'cycle day 29, leap',
      onDay(29),
      '2028-02-29T17:00:00Z',
      '2028-02-29 2028-03-28',
      29,
      '2027-11-29',
    ],
    ['cycle day 30', onDay(30), '2027-03-15T17:00:00Z', '2027-02-28 2027-03-29', 15, '2026-11-30'],
    ['cycle day 31', onDay(31), '2026-12-05T17:00:00Z', '2026-11-30 2026-12-30', 26, '2026-08-31'],
    [
      'a cycle moved from 9 to 20',
      [
        { from: beginningOfTime, day: 9 },
        { from: '2026-11-09', day: 20 },
      ],
      '2026-11-25T17:00:00Z',
      '2026-11-20 2026-12-19',
      25,
      '2026-09-09',
    ],
    [
      'the short period of a moved cycle',
      [
        { from: beginningOfTime, day: 9 },
        { from: '2026-11-09', day: 20 },
      ],
      '2026-11-10T17:00:00Z',
      '2026-11-09 2026-11-19',
      10,
      '2026-08-09',
    ],
  ] as const)('%s', (_, cycles, now, period, daysLeft, oldest) => {
    const value = shown({ now, cycles: [...cycles] });
    expect(`${value.period.start} ${value.period.end}`).toBe(period);
    expect(value.daysLeft).toBe(daysLeft);
    expect(value.current).toBe(true);
    expect(value.periods).toHaveLength(4);
    expect(value.periods[0]).toEqual(value.period);
    expect(value.periods.at(-1)?.start).toBe(oldest);
  });

  it.each([
    ['the fourth before the current one', '2026-07-09'],
    ['a day within a period', '2026-11-10'],
    ['the next one', '2026-12-09'],
  ])('refuses %s, and tells which there are', (_, period) => {
    const result = view({ now: '2026-11-23T12:00:00Z', period });
    expect(result).toMatchObject({
      ok: false,
      refusal: {
        reason: 'unknown-period',
        periods: ['2026-11-09', '2026-10-09', '2026-09-09', '2026-08-09'].map((start) => ({
          start,
        })),
      },
    });
  });

  it('shows one of the three before whole, without days left', () => {
    const value = shown({
      now: '2026-11-23T12:00:00Z',
      period: '2026-10-09',
      periods: {
        '2026-10-09': { '2026-11-01': { down: 3n, lastEnd: Date.parse('2026-11-02T05:00:00Z') } },
      },
    });
    expect(value).toMatchObject({
      current: false,
      daysLeft: 0,
      dataAsOf: '2026-11-02T05:00:00.000Z',
      totals: { download: 3, upload: 0, total: 3 },
    });
    expect(value.days).toHaveLength(31);
  });
});

describe('the days shown', () => {
  it.each([
    ['before midnight there', '2026-11-24T04:59:00Z', 'America/Toronto', '2026-11-23', 15],
    ['after midnight there', '2026-11-24T05:00:00Z', 'America/Toronto', '2026-11-24', 16],
    ['where the day is later', '2026-11-23T12:00:00Z', 'Pacific/Auckland', '2026-11-24', 16],
    [
      'in the hour that comes twice, 2022',
      '2022-11-06T05:30:00Z',
      'America/Toronto',
      '2022-11-06',
      29,
    ],
    ['and its second time', '2022-11-06T06:30:00Z', 'America/Toronto', '2022-11-06', 29],
    ['at the end of 25 hours, 2022', '2022-11-07T04:59:59Z', 'America/Toronto', '2022-11-06', 29],
    ['the day after 25 hours, 2022', '2022-11-07T05:00:00Z', 'America/Toronto', '2022-11-07', 30],
    ['at the end of 25 hours, 2026', '2026-11-02T04:59:59Z', 'America/Toronto', '2026-11-01', 24],
    ['the day after 25 hours, 2026', '2026-11-02T05:00:00Z', 'America/Toronto', '2026-11-02', 25],
    ['at the end of 23 hours, 2026', '2026-03-09T03:59:59Z', 'America/Toronto', '2026-03-08', 28],
    ['the day after 23 hours, 2026', '2026-03-09T04:00:00Z', 'America/Toronto', '2026-03-09', 1],
  ])('end today: %s', (_, now, timeZone, last, count) => {
    const { days } = shown({ now, timeZone });
    expect(days.at(-1)).toEqual({ day: last, download: 0, upload: 0, total: 0 });
    expect(days).toHaveLength(count);
  });

  it('have a row each, zeros where nothing was used', () => {
    const { days, totals, dataAsOf } = shown({
      now: '2026-11-12T17:00:00Z',
      periods: {
        '2026-11-09': {
          '2026-11-09': { down: 5n, up: 2n, lastEnd: 1000 },
          '2026-11-11': { down: 1n, lastEnd: Date.parse('2026-11-11T20:15:00Z') },
        },
        '2026-10-09': { '2026-11-08': { down: 99n } },
      },
    });
    expect(days).toEqual([
      { day: '2026-11-09', download: 5, upload: 2, total: 7 },
      { day: '2026-11-10', download: 0, upload: 0, total: 0 },
      { day: '2026-11-11', download: 1, upload: 0, total: 1 },
      { day: '2026-11-12', download: 0, upload: 0, total: 0 },
    ]);
    expect(totals).toEqual({ download: 6, upload: 2, total: 8 });
    expect(dataAsOf).toBe('2026-11-11T20:15:00.000Z');
  });

  it('do not tell how far data reaches when there is none', () => {
    expect(shown({ now: '2026-11-12T17:00:00Z' })).not.toHaveProperty('dataAsOf');
  });
});

describe('the allowance', () => {
  const safe = Number.MAX_SAFE_INTEGER;
  const gb = 1_000_000_000n;
  it.each([
    ['unlimited', 5n, 'unlimited', { unlimited: true }],
    ['unused', 0n, 400n * gb, { limit: 4e11, remaining: 4e11, overBy: 0, percentUsed: 0 }],
    ['rounded down', 3_999_999n, 4_000_000n, { remaining: 1, overBy: 0, percentUsed: 99.9 }],
    ['used to the byte', 400n, 400n, { remaining: 0, overBy: 0, percentUsed: 100 }],
    ['passed by a byte', 401n, 400n, { remaining: 0, overBy: 1, percentUsed: 100.2 }],
    ['of nothing', 7n, 0n, { limit: 0, remaining: 0, overBy: 7, percentUsed: 100 }],
    ['at the last safe number', BigInt(safe), 1n, { overBy: safe - 1 }],
    ['beyond safe numbers', 2n ** 64n, 1n, { limit: 1, overBy: '18446744073709551615' }],
  ] as const)('%s', (_, used, allowance, expected) => {
    const value = shown({
      now: '2026-11-12T17:00:00Z',
      allowance,
      periods: { '2026-11-09': { '2026-11-09': { down: used } } },
    });
    expect(value.allowance).toMatchObject(expected);
    expect(String(value.totals.total)).toBe(String(used));
  });
});
