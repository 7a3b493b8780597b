import { describe, expect, it } from 'vitest';
import {
  countsOf,
  hadOtherwise,
  holdingsOf,
  packageIdsOf,
  tidied,
  type TvService,
} from '../../shared/tv/holdings.ts';
import { monthlyPrice, priceLines } from '../../shared/tv/monthly-price.ts';
import { tvCatalog } from './fixtures.ts';

const today = '2026-11-25';
const found = (service: Partial<TvService>, on = today) => {
  const holdings = holdingsOf({ planId: 'mix-3', addOns: [], ...service }, tvCatalog(), on);
  if (holdings === undefined) throw new Error('It is a TV plan');
  return holdings;
};
const kinds = (service: Partial<TvService>, channelId: string, on = today) =>
  found(service, on)
    .sources.get(channelId)
    ?.map(({ kind }) => kind);
const picked = (ids: readonly string[], on = '2026-11-20') => ({
  tv: { picked: Object.fromEntries(ids.map((id) => [id, on])), heldSince: {} },
});

describe('what a TV service has', () => {
  it('is nothing of a plan of another type', () => {
    expect(holdingsOf({ planId: 'internet-60', addOns: [] }, tvCatalog(), today)).toBeUndefined();
  });

  it.each<[string, Partial<TvService>, string, string[] | undefined]>([
    ['the basic package, always', {}, 'cbc', ['basic']],
    ['not what nobody chose', {}, 'news', undefined],
    ['what the plan includes', { planId: 'tv-all' }, 'news', ['plan']],
    ['a package that was added', { addOns: ['films'] }, 'film-1', ['package']],
    ['a channel alone', { addOns: ['sports'] }, 'sports', ['a-la-carte']],
    ['a pick', picked(['kids']), 'kids', ['picked']],
    [
      'a channel in several ways',
      { planId: 'tv-all', addOns: ['everything', 'film-1'] },
      'film-1',
      ['plan', 'package', 'a-la-carte'],
    ],
    ['not a pick that is not broadcast anymore', picked(['ended']), 'ended', undefined],
    ['not one alone either', { addOns: ['ended'] }, 'ended', undefined],
    ['what ends some day, until then', picked(['ending']), 'ending', ['picked']],
  ])('is %s', (_, service, channelId, expected) => {
    expect(kinds(service, channelId)).toEqual(expected);
  });

  it.each([
    ['2026-12-14', ['picked']],
    ['2026-12-15', undefined],
  ])('has on %s of a channel that ends on the 15th: %j', (on, expected) => {
    expect(kinds(picked(['ending']), 'ending', on)).toEqual(expected);
  });

  it.each([
    ['the first day', '2026-11-20', '2026-12-20'],
    ['the last day', '2026-12-19', '2026-12-20'],
    ['the day it may go', '2026-12-20', undefined],
  ])('keeps a pick 30 days: %s', (_, on, until) => {
    expect(found(picked(['kids']), on).picked[0]?.until).toBe(until);
  });

  it('keeps a pick as long as its plan says', () => {
    expect(found({ planId: 'mix-5', ...picked(['kids']) }).picked[0]?.until).toBe('2026-11-30');
  });

  it.each([
    ['a channel, 30 days', 'sports', '2026-12-20'],
    ['a package, as long as it says', 'films-plus', '2027-01-19'],
    ['not one that may go at once', 'opera', undefined],
  ])('keeps what was added: %s', (_, id, until) => {
    const { alaCarte, packages } = found({
      addOns: [id],
      tv: { picked: {}, heldSince: { [id]: '2026-11-20' } },
    });
    expect([...alaCarte, ...packages].map((one) => one.until)).toEqual([until]);
  });

  it('keeps nothing of which nobody knows since when it is had', () => {
    expect(found({ addOns: ['sports'] }).alaCarte[0]).not.toHaveProperty('until');
  });

  it('counts picks by class', () => {
    const { picked: all } = found(picked(['kids', 'film-1', 'ended', 'news', 'cbc']));
    expect(countsOf(all.map((one) => one.channel))).toEqual({ regular: 2, premium: 1 });
  });

  it('names the packages of plan and customer', () => {
    const ids = packageIdsOf(found({ planId: 'tv-all', addOns: ['everything', 'recorder'] }));
    expect([...ids]).toEqual(['base', 'theme-news', 'films', 'everything']);
  });

  it('forgets since when it had what it has no more', () => {
    const tv = { picked: { news: today }, heldSince: { films: today, sports: today } };
    expect(tidied(tv, ['films'])).toEqual({ ...tv, heldSince: { films: today } });
  });
});

describe('what TV costs a month', () => {
  const lines = (service: Partial<TvService>) =>
    priceLines(found(service)).map(({ kind, id, amount }) => [kind, id, amount]);

  it('is told line by line', () => {
    expect(lines({ addOns: ['films', 'sports', 'recorder'] })).toEqual([
      ['plan', 'mix-3', 3000],
      ['package', 'films', 1500],
      ['a-la-carte', 'sports', 400],
      ['add-on', 'recorder', 600],
    ]);
    expect(monthlyPrice(found({ addOns: ['films', 'sports', 'recorder'] }))).toBe(5500);
  });

  it.each<[string, Partial<TvService>, string]>([
    ['a package', { addOns: ['films', 'film-1'] }, 'package'],
    ['the plan', { planId: 'tv-all', addOns: ['film-1'] }, 'plan'],
    ['the selection', { addOns: ['film-1'], ...picked(['film-1']) }, 'picked'],
  ])('charges nothing for a channel alone that comes with %s', (_, service, kind) => {
    expect(hadOtherwise(found(service), 'film-1')?.kind).toBe(kind);
    const line = priceLines(found(service)).find(({ id }) => id === 'film-1');
    expect(line).toMatchObject({ amount: 0, comesWith: { kind } });
  });

  it('charges nothing for a package that the plan includes', () => {
    const service = { planId: 'tv-all', addOns: ['films', 'opera'] };
    expect(priceLines(found(service))[1]).toMatchObject({
      ...{ id: 'films', amount: 0, comesWith: { kind: 'plan' } },
    });
    expect(monthlyPrice(found(service))).toBe(8700);
  });

  it('charges nothing for a channel that nobody broadcasts', () => {
    expect(lines({ addOns: ['ended'] })).toEqual([['plan', 'mix-3', 3000]]);
  });

  it('charges picks with the plan', () => {
    expect(monthlyPrice(found(picked(['kids', 'film-1'])))).toBe(3000);
  });
});
