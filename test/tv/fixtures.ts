/** A small TV catalog in which every rule has something to bite on. */
import type { Channel, ChannelPackage, TvPlan } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { cad, catalog } from '../operator/fixtures.ts';

const named = (name: string) => ({ fr: `${name} (fr)`, en: `${name} (en)` });
const sold = { audience: 'all' as const, retired: false };

export const channel = (
  channelId: string,
  number: number,
  over: Partial<Channel> = {},
): Channel => ({
  ...{ channelId, number, name: channelId, language: 'fr', genre: 'general' },
  ...{ class: 'regular', quality: 'hd', alaCartePrice: cad(400) },
  ...over,
});

const basic = (channelId: string, number: number) => {
  const { alaCartePrice: _none, ...one } = channel(channelId, number, { class: 'basic' });
  return one;
};
const premium = (channelId: string, number: number, over: Partial<Channel> = {}) =>
  channel(channelId, number, { class: 'premium', alaCartePrice: cad(700), ...over });

export const channels: Channel[] = [
  basic('cbc', 2),
  basic('tva', 3),
  channel('news', 20),
  channel('sports', 21),
  channel('kids', 22),
  channel('nature', 23),
  channel('music', 24, { retired: true }),
  channel('ending', 25, { endsOn: '2026-12-15' }),
  channel('ended', 26, { endsOn: '2026-11-01' }),
  (({ alaCartePrice: _none, ...one }) => one)(channel('together', 27)),
  premium('film-1', 40),
  premium('film-2', 41),
  premium('opera', 42, { minimumStayDays: 0 }),
  premium('film-extra', 43, { requires: ['films'] }),
];

export const channelPackage = (
  packageId: string,
  ids: readonly string[],
  over: Partial<ChannelPackage> = {},
): ChannelPackage => ({
  ...{ packageId, name: named(packageId), ...sold, monthlyPrice: cad(1500) },
  ...{ kind: 'premium', channels: [...ids] },
  ...over,
});

const packages = [
  channelPackage('base', ['cbc', 'tva'], { kind: 'basic', monthlyPrice: cad(0) }),
  channelPackage('theme-news', ['news', 'nature'], { kind: 'theme', monthlyPrice: cad(900) }),
  channelPackage('films', ['film-1', 'film-2']),
  channelPackage('films-plus', ['film-extra', 'opera'], {
    ...{ requires: ['films'], minimumStayDays: 60, monthlyPrice: cad(800) },
  }),
  channelPackage('everything', ['film-1', 'film-2', 'opera'], { monthlyPrice: cad(2500) }),
  channelPackage('rival', ['sports'], { excludes: ['films'], monthlyPrice: cad(1100) }),
  channelPackage('old', ['kids'], { retired: true }),
  channelPackage('lobby', ['news'], { kind: 'business', audience: 'business' }),
];

export const tvPlan = (planId: string, rank: number, over: Partial<TvPlan> = {}): TvPlan => ({
  ...{ type: 'tv', planId, name: named(planId), ...sold, monthlyPrice: cad(1000 * rank) },
  ...{ rank, basePackageId: 'base', includedPackages: [] },
  ...over,
});

const tvPlans = [
  tvPlan('tv-basic', 2),
  tvPlan('mix-3', 3, { pick: { regular: 3, premium: 1, changesPerPeriod: 3 } }),
  tvPlan('mix-5', 5, { pick: { regular: 5, premium: 2, keepDays: 10 } }),
  tvPlan('tv-all', 8, { includedPackages: ['theme-news', 'films'] }),
];

export const tvCatalog = (over: Partial<CatalogDocument> = {}): CatalogDocument =>
  catalog({
    plans: [...catalog().plans.filter(({ type }) => type !== 'tv'), ...tvPlans],
    ...{ channels, packages },
    addOns: [
      ...catalog().addOns,
      {
        ...{ addOnId: 'recorder', name: named('recorder'), ...sold, for: 'tv' },
        monthlyPrice: cad(600),
      },
    ],
    ...over,
  });
