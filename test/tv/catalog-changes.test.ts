import { describe, expect, it } from 'vitest';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import {
  changesBetween,
  identityOf,
  isTold,
  isWorse,
  type CatalogChange,
} from '../../shared/tv/catalog-changes.ts';
import type { TvService } from '../../shared/tv/holdings.ts';
import { upcomingChanges, upcomingIn } from '../../shared/tv/upcoming-changes.ts';
import { upcomingChange, upcomingView } from '../../shared/tv/upcoming-view.ts';
import { cad } from '../operator/fixtures.ts';
import { fc } from '../support/properties.ts';
import { tvCatalog } from './fixtures.ts';

const today = '2026-11-20';
const day = '2027-01-05';

type Channel = CatalogDocument['channels'][number];
type Package = CatalogDocument['packages'][number];
type Plan = Extract<CatalogDocument['plans'][number], { type: 'tv' }>;

const before = tvCatalog();
const later = (over: Partial<CatalogDocument>) => tvCatalog({ effectiveFrom: day, ...over });
const withChannel = (id: string, over: Partial<Channel>, from = before) => ({
  channels: from.channels.map((one) => (one.channelId === id ? { ...one, ...over } : one)),
});
const withPackage = (id: string, over: Partial<Package>, from = before) => ({
  packages: from.packages.map((one) => (one.packageId === id ? { ...one, ...over } : one)),
});
const withPlan = (id: string, over: Partial<Plan>, from = before) => ({
  plans: from.plans.map((one) =>
    one.planId === id && one.type === 'tv' ? { ...one, ...over } : one,
  ),
});

const service = (planId: string, addOns: string[] = [], picked: string[] = []): TvService => ({
  ...{ planId, addOns },
  tv: { picked: Object.fromEntries(picked.map((id) => [id, '2026-10-01'])), heldSince: {} },
});
const nothing = service('tv-basic');

type Verdict = 'worse' | 'other' | 'better';
const verdictOf = (change: CatalogChange): Verdict =>
  isWorse(change) ? 'worse' : isTold(change) ? 'other' : 'better';

type Case = [
  string,
  Partial<CatalogDocument>,
  Verdict,
  Partial<Record<string, unknown>>,
  TvService,
  TvService,
];
const cases: Case[] = [
  [
    'a plan costs more',
    withPlan('mix-3', { monthlyPrice: cad(3300) }),
    'worse',
    { kind: 'price-up', of: 'plan', id: 'mix-3', before: cad(3000), after: cad(3300) },
    ...([service('mix-3'), service('mix-5')] as const),
  ],
  [
    'a plan costs less',
    withPlan('mix-3', { monthlyPrice: cad(2900) }),
    'better',
    { kind: 'price-down', of: 'plan', id: 'mix-3' },
    ...([service('mix-3'), service('mix-5')] as const),
  ],
  [
    'a package costs more: who has it with the plan does not pay it',
    withPackage('films', { monthlyPrice: cad(1800) }),
    'worse',
    { kind: 'price-up', of: 'package', id: 'films' },
    ...([service('mix-3', ['films']), service('tv-all')] as const),
  ],
  [
    'a channel alone costs more: who has it in a package too does not pay it',
    withChannel('film-1', { alaCartePrice: cad(900) }),
    'worse',
    { kind: 'price-up', of: 'channel', id: 'film-1', before: cad(700), after: cad(900) },
    ...([service('mix-3', ['film-1']), service('mix-3', ['film-1', 'films'])] as const),
  ],
  [
    'an add-on of TV costs more',
    { addOns: before.addOns.map((one) => ({ ...one, monthlyPrice: cad(1900) })) },
    'worse',
    { kind: 'price-up', of: 'add-on', id: 'recorder', before: cad(600), after: cad(1900) },
    ...([service('tv-basic', ['recorder']), nothing] as const),
  ],
  [
    'a channel ends, long after the catalog begins',
    withChannel('news', { endsOn: '2027-03-01' }),
    'worse',
    { kind: 'channel-ends', id: 'news', after: '2027-03-01', effectiveFrom: '2027-03-01' },
    ...([service('mix-3', [], ['news']), nothing] as const),
  ],
  [
    'a channel leaves a package',
    withPackage('theme-news', { channels: ['nature'] }),
    'worse',
    { kind: 'channel-leaves', id: 'news', packageId: 'theme-news' },
    ...([service('mix-3', ['theme-news']), service('mix-3', ['theme-news', 'lobby'])] as const),
  ],
  [
    'a channel leaves the basic package',
    withPackage('base', { channels: ['cbc'] }),
    'worse',
    { kind: 'channel-leaves', id: 'tva', packageId: 'base' },
    ...([nothing, service('internet-60')] as const),
  ],
  [
    'a channel joins a package',
    withPackage('theme-news', { channels: ['news', 'nature', 'kids'] }),
    'better',
    { kind: 'channel-joins', id: 'kids', packageId: 'theme-news' },
    ...([service('mix-3', ['theme-news']), service('mix-3', ['theme-news', 'old'])] as const),
  ],
  [
    'a package leaves a plan',
    withPlan('tv-all', { includedPackages: ['films'] }),
    'worse',
    { kind: 'package-leaves', id: 'theme-news', planId: 'tv-all' },
    ...([service('tv-all'), service('tv-all', ['theme-news'])] as const),
  ],
  [
    'a package joins a plan',
    withPlan('tv-all', { includedPackages: ['theme-news', 'films', 'rival'] }),
    'better',
    { kind: 'package-joins', id: 'rival', planId: 'tv-all' },
    ...([service('tv-all'), service('tv-all', ['rival'])] as const),
  ],
  [
    'a regular channel becomes premium',
    withChannel('news', { class: 'premium' }),
    'worse',
    { kind: 'class-up', id: 'news', before: 'regular', after: 'premium' },
    ...([service('mix-3', [], ['news']), service('mix-3', ['news'])] as const),
  ],
  [
    'a premium channel becomes regular',
    withChannel('film-1', { class: 'regular' }),
    'better',
    { kind: 'class-down', id: 'film-1' },
    ...([service('mix-3', [], ['film-1']), service('tv-all')] as const),
  ],
  [
    'a channel gets another number',
    withChannel('sports', { number: 121 }),
    'other',
    { kind: 'number-changes', id: 'sports', before: 21, after: 121 },
    ...([service('mix-3', ['rival']), nothing] as const),
  ],
  [
    'a plan has fewer channels to pick, of one class',
    withPlan('mix-5', { pick: { regular: 6, premium: 1 } }),
    'worse',
    { kind: 'picks-fewer', id: 'mix-5', after: { regular: 6, premium: 1 } },
    ...([service('mix-5'), service('mix-3')] as const),
  ],
  [
    'a plan has more channels to pick',
    withPlan('mix-5', { pick: { regular: 6, premium: 2 } }),
    'better',
    { kind: 'picks-more', id: 'mix-5', before: { regular: 5, premium: 2 } },
    ...([service('mix-5'), service('mix-3')] as const),
  ],
];

describe('when', () => {
  it.each(cases)('%s, that is the change, for better or worse', (_, over, verdict, change) => {
    const changes = changesBetween(before, later(over));
    expect(changes).toMatchObject([{ effectiveFrom: day, ...change }]);
    expect(changes.map(verdictOf)).toEqual([verdict]);
  });

  it.each(cases)('%s, only who has it is concerned', (_, over, __, change, holder, other) => {
    const seen = (one: TvService) =>
      upcomingChanges(one, { current: before, announced: [later(over)] }, today);
    expect(seen(holder)).toMatchObject([{ effectiveFrom: day, ...change }]);
    expect(seen(other)).toEqual([]);
    expect(seen(service('no-such-plan'))).toEqual([]);
  });

  it.each([
    ['earlier', '2027-02-01', 'worse'],
    ['before its own catalog begins', '2026-12-01', 'worse'],
    ['later', '2027-04-01', 'other'],
  ])('a channel ends %s than was told, that is another day to tell', (_, endsOn, verdict) => {
    const told = tvCatalog(withChannel('news', { endsOn: '2027-03-01' }));
    const changes = changesBetween(told, later(withChannel('news', { endsOn })));
    const effectiveFrom = endsOn < day ? day : endsOn;
    expect(changes).toMatchObject([{ before: '2027-03-01', after: endsOn, effectiveFrom }]);
    expect(changes.map(verdictOf)).toEqual([verdict]);
  });

  it('a channel ends in the catalog in force, its holders are concerned until it has', () => {
    const holder = service('mix-3', [], ['ending']);
    const at = (now: string) => upcomingChanges(holder, { current: before, announced: [] }, now);
    expect(at(today)).toMatchObject([
      { kind: 'channel-ends', id: 'ending', effectiveFrom: '2026-12-15' },
    ]);
    expect(at('2026-12-15')).toEqual([]);
    expect(upcomingChanges(nothing, { current: before, announced: [] }, today)).toEqual([]);
  });

  it('a channel that has ended leaves its packages, nothing changes', () => {
    const held = tvCatalog(withPackage('theme-news', { channels: ['news', 'nature', 'ended'] }));
    expect(changesBetween(held, later({}))).toEqual([]);
  });

  it('a channel ends on the day it leaves its package, only its end is told', () => {
    const next = later({
      ...withChannel('news', { endsOn: day }),
      ...withPackage('theme-news', { channels: ['nature'] }),
    });
    expect(changesBetween(before, next)).toMatchObject([{ kind: 'channel-ends', id: 'news' }]);
  });

  it('a channel moves from one package to another that is had too, nothing changes', () => {
    const moved = withPackage('theme-news', { channels: ['nature'] });
    const next = later(withPackage('base', { channels: ['cbc', 'tva', 'news'] }, tvCatalog(moved)));
    const announced = { current: before, announced: [next] };
    expect(upcomingChanges(service('mix-3', ['theme-news']), announced, today)).toEqual([]);
    expect(upcomingChanges(nothing, announced, today)).toMatchObject([
      { kind: 'channel-joins', id: 'news', within: { id: 'base' } },
    ]);
  });

  it('several catalogs are announced, each change comes on its day, in their order', () => {
    const one = later(withPlan('mix-3', { monthlyPrice: cad(3300) }));
    const two = tvCatalog({
      ...{ ...one, effectiveFrom: '2027-03-01' },
      ...withChannel('news', { number: 120 }),
    });
    const seen = upcomingChanges(
      service('mix-3', ['news']),
      { current: before, announced: [one, two] },
      today,
    );
    expect(seen.map(({ kind, effectiveFrom }) => [kind, effectiveFrom])).toEqual([
      ['price-up', day],
      ['number-changes', '2027-03-01'],
    ]);
    expect(seen[0]?.name).toEqual({ fr: 'mix-3 (fr)', en: 'mix-3 (en)' });
    expect(seen[1]?.name).toEqual({ fr: 'news', en: 'news' });
  });

  it.each(cases)(
    '%s, the customer is shown it as the contract says',
    (_, over, __, ___, holder) => {
      for (const change of upcomingChanges(
        holder,
        { current: before, announced: [later(over)] },
        today,
      )) {
        expect(upcomingChange.parse(JSON.parse(JSON.stringify(upcomingView(change))))).toEqual(
          upcomingView(change),
        );
      }
    },
  );
});

/** Catalogs that differ in everything that changes are of. */
const ids = before.channels.map(({ channelId }) => channelId);
const anyCatalog = fc
  .record({
    prices: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 }),
    numbers: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), {
      ...{ minLength: ids.length, maxLength: ids.length },
    }),
    classes: fc.array(fc.constantFrom('regular', 'premium'), { minLength: 20, maxLength: 20 }),
    contents: fc.array(fc.subarray(ids, { minLength: 1 }), { minLength: 10, maxLength: 10 }),
    included: fc.subarray(['theme-news', 'films', 'rival']),
    regular: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ prices, numbers, classes, contents, included, regular }) => {
    let at = 0;
    const price = () => cad(100 * (prices[at++] ?? 0));
    return (effectiveFrom: string) => {
      at = 0;
      return tvCatalog({
        effectiveFrom,
        plans: before.plans.map((plan) =>
          plan.type === 'tv'
            ? {
                ...plan,
                ...{ monthlyPrice: price(), pick: { regular, premium: 1 } },
                includedPackages: included,
              }
            : plan,
        ),
        channels: before.channels.map(({ endsOn: _none, ...one }, index) => ({
          ...one,
          ...{ alaCartePrice: price(), number: numbers[index] ?? 99 },
          class: one.class === 'basic' ? 'basic' : (classes[index] ?? 'regular'),
        })),
        packages: before.packages.map((one, index) => ({
          ...{ ...one, monthlyPrice: price() },
          channels: contents[index] ?? one.channels,
        })),
      });
    };
  });
const anyService = fc
  .record({
    planId: fc.constantFrom('tv-basic', 'mix-3', 'tv-all'),
    addOns: fc.subarray(['films', 'theme-news', 'rival', 'news', 'opera', 'recorder']),
    picked: fc.subarray(['kids', 'sports', 'film-1']),
  })
  .map(({ planId, addOns, picked }) => service(planId, addOns, picked));

describe('of any catalogs', () => {
  const aspect = (change: CatalogChange) =>
    JSON.stringify([
      change.kind.replace(/-(up|down|leaves|joins|fewer|more)$/, ''),
      'of' in change ? change.of : '',
      change.id,
      'packageId' in change ? change.packageId : 'planId' in change ? change.planId : '',
    ]);

  it('nothing changes from one to the same', () => {
    fc.assert(
      fc.property(anyCatalog, anyService, (make, held) => {
        const one = make('2026-11-01');
        expect(changesBetween(one, make(day))).toEqual([]);
        expect(upcomingIn([one, make(day)], today)).toBeUndefined();
        const none = { current: one, announced: [make(day)] };
        expect(upcomingChanges(held, none, today)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('what changes in two steps changed in one of them, and back is the opposite', () => {
    fc.assert(
      fc.property(anyCatalog, anyCatalog, anyCatalog, (a, b, c) => {
        const [first, middle, last] = [a('2026-11-01'), b('2026-12-01'), c(day)];
        const steps = [...changesBetween(first, middle), ...changesBetween(middle, last)];
        const known = new Set(steps.map(aspect));
        const all = changesBetween(first, last).map(aspect);
        expect(all.filter((one) => !known.has(one))).toEqual([]);
        const back = changesBetween(last, { ...first, effectiveFrom: '2027-02-01' }).map(aspect);
        expect(back.toSorted()).toEqual(all.toSorted());
      }),
      { numRuns: 100 },
    );
  });

  it('a service is concerned by changes of the catalog alone, each once', () => {
    fc.assert(
      fc.property(anyCatalog, anyCatalog, anyService, (a, b, held) => {
        const [first, last] = [a('2026-11-01'), b(day)];
        const known = new Set(changesBetween(first, last).map(identityOf));
        const seen = (upcomingIn([first, last], today)?.(held) ?? []).map(identityOf);
        expect(seen.filter((one) => !known.has(one))).toEqual([]);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 100 },
    );
  });
});
