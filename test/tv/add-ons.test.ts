import { describe, expect, it } from 'vitest';
import { addChannel, addPackage } from '../../functions/tv/add-ons.ts';
import type { AccountKind } from '../../shared/account.ts';
import { channelOf, packageOf } from '../../shared/catalog/catalog.ts';
import { changeOf, having, long, since, stateOf, today, type Having } from './choosing.ts';
import { channel, channelPackage } from './fixtures.ts';

const withChannel = (channelId: string, has: Having = {}) => {
  const { holdings } = having(has);
  const wanted = channelOf(holdings.catalog, channelId) ?? channel('no-such', 0);
  return addChannel(holdings, stateOf(has), wanted);
};
const withPackage = (packageId: string, has: Having = {}, kind: AccountKind = 'residential') => {
  const { holdings } = having(has);
  const wanted = packageOf(holdings.catalog, packageId) ?? channelPackage('no-such', []);
  return addPackage(holdings, stateOf(has), wanted, kind);
};

describe('a channel alone', () => {
  it('comes for its price, from today on, and joins what is paid for', () => {
    const has = { addOns: ['films', 'recorder'], heldSince: { films: '2026-11-01' } };
    expect(changeOf(withChannel('sports', has))).toEqual({
      added: [{ type: 'channel', id: 'sports', name: 'sports', monthlyPrice: 400 }],
      ...{ removed: [], addOns: ['films', 'recorder', 'sports'] },
      tv: { picked: {}, heldSince: { films: '2026-11-01', sports: today } },
    });
  });

  it.each<[string, string, Having, object]>([
    ['is basic', 'cbc', {}, { reason: 'not-offered', why: 'not-sold-alone' }],
    ['comes in packages only', 'together', {}, { reason: 'not-offered', why: 'not-sold-alone' }],
    ['is not sold any more', 'music', {}, { reason: 'not-offered', why: 'discontinued' }],
    ['ends', 'ending', {}, { reason: 'not-offered', why: 'discontinued', on: '2026-12-15' }],
    [
      'comes with the plan',
      'news',
      { planId: 'tv-all' },
      { by: { kind: 'plan', packageId: 'theme-news' } },
    ],
    [
      'comes with a package',
      'film-1',
      { addOns: ['films'] },
      { by: { kind: 'package', packageId: 'films' } },
    ],
    [
      'is picked',
      'news',
      { picked: long(['news']) },
      { reason: 'already-had', by: { kind: 'picked' } },
    ],
    ['needs a package', 'film-extra', {}, { reason: 'package-needed', packages: ['films'] }],
  ])('is refused: one that %s', (_, channelId, has, refusal) => {
    expect(withChannel(channelId, has)).toMatchObject({ refusal: { id: channelId, ...refusal } });
  });

  it.each<[string, string, Having]>([
    ['is had alone', 'sports', { addOns: ['sports'] }],
    ['is had alone and comes with the plan', 'news', { planId: 'tv-all', addOns: ['news'] }],
    ['is had alone and is not sold any more', 'music', { addOns: ['music'] }],
  ])('changes nothing: one that %s already', (_, channelId, has) => {
    expect(changeOf(withChannel(channelId, has))).toBeUndefined();
  });

  it('may come once what it needs is had', () => {
    expect(changeOf(withChannel('film-extra', { addOns: ['films'] }))?.addOns).toContain(
      'film-extra',
    );
    expect(changeOf(withChannel('film-extra', { planId: 'tv-all' }))?.addOns).toEqual([
      'film-extra',
    ]);
  });
});

describe('a package', () => {
  it('comes for its price, from today on', () => {
    expect(changeOf(withPackage('films'))).toMatchObject({
      added: [{ type: 'package', id: 'films', name: { en: 'films (en)' }, monthlyPrice: 1500 }],
      ...{ removed: [], addOns: ['films'], tv: { heldSince: { films: today } } },
    });
  });

  it.each<[string, string, Having, object]>([
    [
      'is the basic one',
      'base',
      {},
      { reason: 'already-had', by: { kind: 'basic', packageId: 'base' } },
    ],
    [
      'comes with the plan',
      'films',
      { planId: 'tv-all' },
      { by: { kind: 'plan', packageId: 'films' } },
    ],
    [
      'is part of a larger one',
      'films',
      { addOns: ['everything'] },
      { by: { kind: 'package', packageId: 'everything' } },
    ],
    ['is for businesses', 'lobby', {}, { reason: 'not-offered', why: 'not-offered' }],
    ['is not sold any more', 'old', {}, { reason: 'not-offered', why: 'discontinued' }],
    ['needs another one', 'films-plus', {}, { reason: 'package-needed', packages: ['films'] }],
    [
      'excludes another one',
      'rival',
      { addOns: ['films'] },
      { reason: 'package-excluded', packages: ['films'] },
    ],
    [
      'excludes one of the plan',
      'rival',
      { planId: 'tv-all' },
      { reason: 'package-excluded', packages: ['films'] },
    ],
    [
      'is excluded by another one',
      'films',
      { addOns: ['rival'] },
      { reason: 'package-excluded', packages: ['rival'] },
    ],
  ])('is refused: one that %s', (_, packageId, has, refusal) => {
    expect(withPackage(packageId, has)).toMatchObject({ refusal: { id: packageId, ...refusal } });
  });

  it('of businesses is sold to none as a theme package, whoever asks', () => {
    expect(withPackage('lobby', {}, 'business')).toMatchObject({ refusal: { why: 'not-offered' } });
  });

  it.each([['films'], ['old']])('changes nothing: %s, which is had already', (packageId) => {
    expect(changeOf(withPackage(packageId, { addOns: [packageId] }))).toBeUndefined();
  });
});

describe('a package that includes what was paid for apart', () => {
  const extras = channelPackage('films-extra', ['film-1', 'film-2', 'film-extra', 'opera'], {
    requires: ['films'],
  });
  const whole = channelPackage('whole', ['film-1', 'film-2', 'film-extra', 'opera']);
  const more = { packages: [extras, whole] };
  it.each<[string, string, Having, [string, number][]]>([
    ['a channel', 'films', { addOns: ['film-1', 'sports'] }, [['film-1', 700]]],
    [
      'channels, in their minimum stay too',
      'films',
      since({ 'film-1': today, 'film-2': today }),
      [
        ['film-1', 700],
        ['film-2', 700],
      ],
    ],
    [
      'a smaller package',
      'everything',
      { addOns: ['films', 'opera'] },
      [
        ['opera', 700],
        ['films', 1500],
      ],
    ],
    ['nothing that is picked', 'films', { picked: long(['film-1']) }, []],
    [
      'a channel that cost nothing beside a pick',
      'films',
      { picked: long(['film-1']), addOns: ['film-1'] },
      [['film-1', 0]],
    ],
    ['no package that a larger one needs', 'everything', { addOns: ['films', 'films-plus'] }, []],
    ['no package that a channel needs', 'everything', { addOns: ['films', 'film-extra'] }, []],
    [
      'no package that a pick needs',
      'everything',
      { addOns: ['films'], picked: long(['film-extra']) },
      [],
    ],
    [
      'no package that it needs itself',
      'films-extra',
      { addOns: ['films', 'opera'], more },
      [['opera', 700]],
    ],
    [
      'a package, with the one which only that needs',
      'whole',
      { addOns: ['films', 'films-plus'], more },
      [
        ['films', 1500],
        ['films-plus', 800],
      ],
    ],
    [
      'a channel, with the package which only that needs',
      'whole',
      { addOns: ['films', 'film-extra'], more },
      [
        ['film-extra', 700],
        ['films', 1500],
      ],
    ],
    [
      'not what a pick needs that is had alone too',
      'whole',
      { addOns: ['films', 'film-extra'], picked: long(['film-extra']), more },
      [['film-extra', 0]],
    ],
  ])('ends %s', (_, packageId, has, ends) => {
    const change = changeOf(withPackage(packageId, has));
    expect(change?.removed.map(({ id, monthlyPrice }) => [id, monthlyPrice])).toEqual(ends);
    expect(change?.removed.every(({ comesWith }) => comesWith === packageId)).toBe(true);
    const gone = ends.map(([id]) => id);
    const stays = (has.addOns ?? []).filter((id) => !gone.includes(id));
    expect(change?.addOns).toEqual([...stays, packageId]);
  });

  it('keeps since when each was had, and forgets it of the service', () => {
    const change = changeOf(withPackage('films', since({ 'film-1': '2026-11-20' })));
    expect(change?.removed).toEqual([
      {
        type: 'channel',
        id: 'film-1',
        name: 'film-1',
        monthlyPrice: 700,
        since: '2026-11-20',
        comesWith: 'films',
      },
    ]);
    expect(change?.tv.heldSince).toEqual({ films: today });
  });
});
