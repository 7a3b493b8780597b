import { describe, expect, it } from 'vitest';
import { changesIn, decideSelection, nextChangeOn, useOf } from '../../functions/tv/selection.ts';
import { having, long, period, today, type Having } from './choosing.ts';
import { tvPlan } from './fixtures.ts';

const decide = (wanted: readonly string[], has: Having = {}, within = period) => {
  const { holdings, tv } = having(has);
  return decideSelection(holdings, tv, wanted, within);
};
const refusalOf = (...asked: Parameters<typeof decide>) => {
  const decided = decide(...asked);
  if (decided.ok) throw new Error('It is not refused');
  return decided.refusal;
};
const changeOf = (...asked: Parameters<typeof decide>) => {
  const decided = decide(...asked);
  if (!decided.ok) throw new Error(decided.refusal.reason);
  return decided.value;
};
const mixNews = tvPlan('mix-news', 4, {
  ...{ includedPackages: ['theme-news'], pick: { regular: 3, premium: 1 } },
});
const used = (count: number, on = period.start) => ({ changes: { period: on, count } });

describe('a selection of channels that cannot be picked', () => {
  it.each<[string, string, Having, object]>([
    ['was never in the catalog', 'no-such', {}, { why: 'unknown' }],
    ['is a package', 'films', {}, { why: 'unknown' }],
    ['is basic', 'cbc', {}, { why: 'basic' }],
    [
      'comes with the plan',
      'news',
      { planId: 'mix-news', more: { plans: [mixNews] } },
      { why: 'already-had', by: { kind: 'plan', package: { packageId: 'theme-news' } } },
    ],
    [
      'comes with a package that was bought',
      'film-1',
      { addOns: ['films'] },
      { why: 'already-had', by: { kind: 'package', package: { packageId: 'films' } } },
    ],
    [
      'is had alone',
      'sports',
      { addOns: ['sports'] },
      { why: 'already-had', by: { kind: 'a-la-carte' } },
    ],
    ['is not sold any more', 'music', {}, { why: 'discontinued' }],
    ['ends some day', 'ending', {}, { why: 'discontinued', on: '2026-12-15' }],
    ['has ended', 'ended', {}, { why: 'discontinued', on: '2026-11-01' }],
    ['has ended, and was picked', 'ended', { picked: long(['ended']) }, { why: 'discontinued' }],
    ['needs a package', 'film-extra', {}, { why: 'package-needed', packages: ['films'] }],
  ])('is refused: one %s', (_, channelId, has, why) => {
    expect(refusalOf([channelId], has)).toMatchObject({
      reason: 'channels-not-selectable',
      channels: [{ channelId, ...why }],
    });
  });

  it('names all of them at once, in the order they were sent', () => {
    expect(refusalOf(['cbc', 'kids', 'no-such', 'music'])).toMatchObject({
      channels: [{ channelId: 'cbc' }, { channelId: 'no-such' }, { channelId: 'music' }],
    });
  });
});

describe('a selection', () => {
  it.each(['tv-basic', 'tv-all'])('is not of a plan that has none: %s', (planId) => {
    const refusal = { reason: 'not-pick-your-own', planId };
    expect(refusalOf(['kids'], { planId })).toEqual(refusal);
    expect(refusalOf([], { planId })).toEqual(refusal);
  });

  it.each<[string, string[], object | undefined]>([
    ['as many as there are places', ['news', 'sports', 'kids', 'film-1'], undefined],
    [
      'one regular too many',
      ['news', 'sports', 'kids', 'nature'],
      { regular: { used: 4, included: 3 } },
    ],
    ['one premium too many', ['film-1', 'film-2'], { premium: { used: 2, included: 1 } }],
    [
      'too many of both',
      ['news', 'sports', 'kids', 'nature', 'film-1', 'opera'],
      { regular: { used: 4, included: 3 }, premium: { used: 2, included: 1 } },
    ],
  ])('holds %s: %j', (_, wanted, use) => {
    if (use === undefined) expect(decide(wanted).ok).toBe(true);
    else expect(refusalOf(wanted)).toMatchObject({ reason: 'too-many-channels', ...use });
  });

  it.each<[string, string, string | undefined]>([
    ['the day before it may go', '2026-12-19', '2026-12-20'],
    ['the day it may go', '2026-12-20', undefined],
    ['the day it was picked', '2026-11-20', '2026-12-20'],
  ])('keeps a pick 30 days: %s', (_, on, until) => {
    const has = { picked: { news: '2026-11-20' }, today: on };
    const within = { start: '2026-12-09', end: '2027-01-08' };
    if (until === undefined) expect(changeOf([], has, within)?.picked).toEqual({});
    else
      expect(refusalOf([], has, within)).toMatchObject({
        reason: 'channels-kept-until',
        on: until,
      });
  });

  it('keeps picks as long as its own plan says', () => {
    const has = (on: string) => ({ planId: 'mix-5', picked: { news: '2026-11-20' }, today: on });
    expect(refusalOf([], has('2026-11-29'))).toMatchObject({ on: '2026-11-30' });
    expect(decide([], has('2026-11-30')).ok).toBe(true);
  });

  it('that gives up several kept channels tells each day, and the latest for all', () => {
    const picked = { news: '2026-11-10', sports: '2026-11-20', kids: '2026-01-01' };
    expect(refusalOf([], { picked })).toMatchObject({
      channels: [
        { channel: { channelId: 'news' }, until: '2026-12-10' },
        { channel: { channelId: 'sports' }, until: '2026-12-20' },
      ],
      on: '2026-12-20',
    });
  });

  it.each<[string, Having, string[], string]>([
    [
      'what cannot be picked, before what is kept',
      { picked: { news: today } },
      ['no-such'],
      'channels-not-selectable',
    ],
    [
      'what is kept, before too many',
      { picked: { news: today } },
      ['film-1', 'film-2'],
      'channels-kept-until',
    ],
    ['too many, before no changes left', used(3), ['film-1', 'film-2'], 'too-many-channels'],
    ['no changes left, last', used(3), ['film-1'], 'no-changes-left'],
  ])('is refused by the first rule it breaks: %s', (_, has, wanted, reason) => {
    expect(refusalOf(wanted, has).reason).toBe(reason);
  });
});

describe('changes of a period', () => {
  it.each([
    ['one is left', 2, undefined],
    ['none is left', 3, { reason: 'no-changes-left', most: 3, on: '2026-12-09' }],
    [
      'more were made, before the plan',
      4,
      { reason: 'no-changes-left', most: 3, on: '2026-12-09' },
    ],
  ])('are counted: %s', (_, made, refusal) => {
    if (refusal === undefined) {
      expect(changeOf(['news'], used(made))?.changes).toEqual({ period: period.start, count: 3 });
    } else expect(refusalOf(['news'], used(made))).toEqual(refusal);
  });

  it('begin anew with the period, and are counted in it', () => {
    const next = { start: '2026-12-09', end: '2027-01-08' };
    const has = { ...used(3), today: '2026-12-09' };
    expect(changesIn(next, used(3))).toBe(0);
    expect(changeOf(['news'], has, next)?.changes).toEqual({ period: next.start, count: 1 });
  });

  it('are of any number where the plan says none', () => {
    const has = { planId: 'mix-5', ...used(99) };
    expect(changeOf(['news'], has)?.changes.count).toBe(100);
  });

  it('are not used up by what is so already, whatever the order and whatever is left', () => {
    const has = { picked: { news: today, kids: today }, ...used(3) };
    expect(changeOf(['kids', 'news', 'news'], has)).toBeUndefined();
    expect(changeOf([])).toBeUndefined();
  });
});

describe('a selection that is changed', () => {
  it('tells what comes and what goes; what stays keeps its first day', () => {
    const has = { picked: { news: '2026-10-01', sports: '2026-10-02' } };
    expect(changeOf(['film-1', 'news'], has)).toMatchObject({
      added: [{ channelId: 'film-1' }],
      removed: [{ channel: { channelId: 'sports' } }],
    });
    expect(changeOf(['film-1', 'news'], has)?.picked).toEqual({
      news: '2026-10-01',
      'film-1': today,
    });
  });

  it('swaps a channel for another where every place is taken', () => {
    const has = { picked: long(['news', 'sports', 'kids', 'film-1']) };
    expect(decide(['news', 'sports', 'nature', 'film-2'], has).ok).toBe(true);
  });

  it('has the place of a channel that has ended, and forgets that one', () => {
    const has = { picked: long(['news', 'sports', 'ended']) };
    expect(changeOf(['news', 'sports', 'kids'], has)?.picked).toEqual({
      ...long(['news', 'sports']),
      kids: today,
    });
    expect(changeOf(['news', 'sports'], has)).toBeUndefined();
  });

  it('keeps what is not sold any more, as long as nobody gives it up', () => {
    const has = { picked: long(['music', 'ending']) };
    expect(changeOf(['music', 'ending', 'news'], has)?.picked).toEqual({
      ...long(['music', 'ending']),
      news: today,
    });
  });

  it('may have what needs a package while there is one', () => {
    expect(decide(['film-extra'], { addOns: ['films'] }).ok).toBe(true);
  });

  it('keeps a pick that a package brings too', () => {
    const has = { picked: { 'film-1': today }, addOns: ['films'] };
    expect(changeOf(['film-1', 'news'], has)?.added).toMatchObject([{ channelId: 'news' }]);
  });
});

describe('the next day on which anything can be changed', () => {
  const days = {
    news: '2026-11-10',
    sports: '2026-11-05',
    kids: '2026-11-20',
    'film-1': '2026-11-15',
  };
  it.each<[string, Having, string | undefined]>([
    ['is today while there is a place', { picked: { news: today } }, undefined],
    ['is today while any may go', { picked: { ...days, sports: '2026-01-01' } }, undefined],
    ['is the first on which one may go', { picked: days }, '2026-12-05'],
    ['is the first of the period that has changes again', used(3), '2026-12-09'],
    [
      'is when both have come',
      { picked: { ...days, sports: '2026-11-12' }, ...used(3) },
      '2026-12-10',
    ],
    ['is today for a plan without a selection', { planId: 'tv-all' }, undefined],
  ])('%s', (_, has, expected) => {
    const { holdings, tv } = having(has);
    expect(nextChangeOn(holdings, tv, period)).toBe(expected);
  });

  it('counts the places of a plan that has some', () => {
    const { holdings } = having({ picked: long(['news', 'kids', 'film-1']) });
    const picked = holdings.picked.map(({ channel }) => channel);
    expect(useOf(holdings, picked)).toEqual({
      regular: { included: 3, used: 2 },
      premium: { included: 1, used: 1 },
    });
    expect(useOf(having({ planId: 'tv-all' }).holdings, [])).toBeUndefined();
  });
});
