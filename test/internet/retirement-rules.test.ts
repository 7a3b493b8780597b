/** When facts of a shard-day may go. */
import { describe, expect, it } from 'vitest';
import {
  leastKeptDays,
  mayComeForDays,
  mostKeptDays,
  retireConfig,
} from '../../functions/internet/retire-usage/config.ts';
import {
  decide,
  lastDayToRetire,
  type Standing,
} from '../../functions/internet/retire-usage/retirement-rules.ts';
import { oldest } from '../../functions/internet/usage-intake/check-record.ts';
import { stages } from '../../infra/stages.ts';
import { addDays, dayOf } from '../../shared/calendar.ts';

const now = new Date('2026-11-23T12:00:00Z');
const today = '2026-11-23';
const day = addDays(today, -200);
const folded: Standing = {
  head: { fence: 3, checkpoint: 3 },
  isPending: false,
  hasCheckpoint: true,
};
const closing = 'what it ended with';
const oldestToCome = addDays(today, -mayComeForDays);
const withReadings = (over: Partial<Standing> = {}): Standing => ({
  ...folded,
  readings: { closing },
  ...over,
});
const next = (when: string, basis: string | undefined = closing) => ({
  next: { day: when, basis },
});

describe('the last day that is past its time', () => {
  it.each([
    ['2026-11-23T00:00:00Z', 150, '2026-06-25'],
    ['2026-11-22T23:59:59Z', 150, '2026-06-24'],
    ['2026-11-23T00:00:00Z', 365, '2025-11-22'],
    ['2028-03-01T00:00:00Z', 150, '2027-10-02'],
  ])('at %s, kept for %i days, is %s', (at, keep, last) => {
    expect(lastDayToRetire(new Date(at), keep)).toBe(last);
  });

  it('has ended everywhere for as many whole days as facts are kept', () => {
    const last = lastDayToRetire(now, 150);
    // The last zone's midnight is twelve hours after UTC's.
    const ended = Date.parse(`${addDays(last, 1)}T12:00:00Z`);
    expect(now.getTime() - ended).toBeGreaterThanOrEqual(150 * 86_400_000);
  });
});

describe('facts are kept long enough', () => {
  it('for records that are taken, and what was taken to come out of the dead letters', () => {
    expect(mayComeForDays * 86_400_000).toBeGreaterThanOrEqual(oldest + (1 + 4 + 14) * 86_400_000);
    expect(leastKeptDays).toBeGreaterThanOrEqual(mayComeForDays);
  });

  it('for the days that customers see', () => {
    expect(leastKeptDays).toBeGreaterThan(4 * 31);
  });

  it.each(Object.entries(stages))('in %s', (_, { usage }) => {
    expect(usage.keepFactsDays).toBeGreaterThanOrEqual(leastKeptDays);
    expect(usage.keepFactsDays).toBeLessThanOrEqual(mostKeptDays);
  });

  it.each([
    [String(leastKeptDays - 1), false],
    [String(leastKeptDays), true],
    [String(mostKeptDays), true],
    [String(mostKeptDays + 1), false],
    ['', false],
    ['-150', false],
    ['150.5', false],
  ])('a setting of %j is taken: %s', (KEEP_FACTS_DAYS, taken) => {
    const rest = { TABLE_NAME: 't', KEEP_TRACES_DAYS: '1827', MAX_RECEIVES: '5' };
    expect(retireConfig.safeParse({ ...rest, KEEP_FACTS_DAYS }).success).toBe(taken);
  });
});

describe('a day without readings', () => {
  it.each<[string, Partial<Standing>, object]>([
    ['that is folded goes', {}, { act: 'retire' }],
    ['without a head stays', { head: undefined }, { act: 'keep', because: 'not-folded' }],
    ['with a mark stays', { isPending: true }, { act: 'keep', because: 'not-folded' }],
    [
      'with a fence that was not committed stays',
      { head: { fence: 4, checkpoint: 3 } },
      { act: 'keep', because: 'not-folded' },
    ],
    [
      'that was never committed stays',
      { head: { fence: 1 } },
      { act: 'keep', because: 'not-folded' },
    ],
    [
      'whose checkpoint is gone stays',
      { hasCheckpoint: false },
      { act: 'keep', because: 'not-folded' },
    ],
    [
      'whose deletion has begun is gone on with, whatever marks there are',
      {
        head: { fence: 3, checkpoint: 3, retiredAt: 1, round: 1 },
        isPending: true,
        hasCheckpoint: false,
      },
      { act: 'go-on', round: 1 },
    ],
    [
      'whose second deletion has begun is gone on with',
      { head: { fence: 3, checkpoint: 3, retiredAt: 1, round: 2, proven: 1 } },
      { act: 'go-on', round: 2 },
    ],
    [
      'that is retired is looked at again',
      { head: { fence: 3, checkpoint: 3, retiredAt: 1, round: 1, proven: 1 } },
      { act: 'look-again', round: 1 },
    ],
    [
      'that is retired and marked waits for what the fold tells',
      { head: { fence: 3, checkpoint: 3, retiredAt: 1, round: 1, proven: 1 }, isPending: true },
      { act: 'keep', because: 'not-folded' },
    ],
  ])('%s', (_, over, verdict) => {
    expect(decide(day, { ...folded, ...over }, now, false)).toEqual(verdict);
  });

  it('goes though an earlier day of its shard is kept', () => {
    expect(decide(day, folded, now, true)).toEqual({ act: 'retire' });
  });
});

describe('a day with readings', () => {
  it.each<[string, Partial<Standing>, object]>([
    ['from which the next one has started goes', next(addDays(day, 1)), { act: 'retire' }],
    [
      'goes when no day between it and the next can come any more',
      next(oldestToCome),
      { act: 'retire' },
    ],
    [
      'stays while one between it and the next may come',
      next(addDays(oldestToCome, 1)),
      { act: 'keep', because: 'carries' },
    ],
    [
      'stays while the next one has started from anything else',
      next(addDays(day, 1), 'something else'),
      { act: 'keep', because: 'carries' },
    ],
    [
      'stays while the next one has not started',
      { next: { day: addDays(day, 1), basis: undefined } },
      { act: 'keep', because: 'carries' },
    ],
    [
      'stays while facts of a day between wait to be folded',
      { ...next(oldestToCome), unfoldedBetween: true },
      { act: 'keep', because: 'carries' },
    ],
    ['stays while it is the last one', {}, { act: 'keep', because: 'carries' }],
    [
      'that was not told by its fold stays',
      { readings: { closing: undefined } },
      { act: 'keep', because: 'not-folded' },
    ],
  ])('%s', (_, over, verdict) => {
    expect(decide(day, withReadings(over), now, false)).toEqual(verdict);
  });

  it('stays while an earlier day of its shard is kept', () => {
    const standing = withReadings(next(addDays(day, 1)));
    expect(decide(day, standing, now, true)).toEqual({ act: 'keep', because: 'earlier-day-kept' });
  });

  it('that is the last one goes when no counter is carried so far', () => {
    const forgotten = addDays(oldestToCome, -133);
    expect(decide(forgotten, withReadings(), now, false)).toEqual({ act: 'retire' });
    expect(decide(addDays(forgotten, 1), withReadings(), now, false)).toEqual({
      ...{ act: 'keep', because: 'carries' },
    });
    const served = withReadings(next(addDays(forgotten, 1), 'something else'));
    expect(decide(forgotten, served, now, false)).toMatchObject({ because: 'carries' });
    const later = withReadings(next(today, 'something else'));
    expect(decide(forgotten, later, now, false)).toEqual({ act: 'retire' });
  });

  it('goes on its own day, where there are readings every day and facts are kept the least', () => {
    const last = lastDayToRetire(now, leastKeptDays);
    expect(dayOf(now.getTime(), 'UTC')).toBe(today);
    expect(decide(last, withReadings(next(addDays(last, 1))), now, false)).toEqual({
      act: 'retire',
    });
  });
});
