/** What a TV service has, and by what: worked out from its plan, its holdings and its picks. Pure. */
import type { StoredService, StoredTv } from '../account.ts';
import { addDays, type Day } from '../calendar.ts';
import {
  addOnOf,
  channelOf,
  packageOf,
  tvPlanOf,
  type AddOn,
  type Channel,
  type ChannelPackage,
  type TvPlan,
} from '../catalog/catalog.ts';
import type { CatalogDocument } from '../catalog/document.ts';

/** As much of a TV service as decides what it has. */
export type TvService = Pick<StoredService, 'planId' | 'addOns' | 'tv'>;

/** `until`: the first day it may go; absent once it may. */
export type Kept = { since?: Day; until?: Day };
export type HeldPackage = Kept & { package: ChannelPackage };
export type HeldChannel = Kept & { channel: Channel };

/** How a channel is had. */
export type Source =
  | { kind: 'basic' | 'plan' | 'package'; package: ChannelPackage }
  | { kind: 'picked' | 'a-la-carte' };

export type Holdings = {
  catalog: CatalogDocument;
  today: Day;
  plan: TvPlan;
  /** The basic package first, then those that the plan includes. */
  included: readonly ChannelPackage[];
  packages: readonly HeldPackage[];
  alaCarte: readonly HeldChannel[];
  picked: readonly HeldChannel[];
  addOns: readonly AddOn[];
  /** By channel; one that nobody broadcasts anymore is not there. */
  sources: ReadonlyMap<string, readonly Source[]>;
};

export const nothingChosen: StoredTv = { picked: {}, heldSince: {} };

/** The same without days of what is not had any more. */
export const tidied = (tv: StoredTv, addOns: readonly string[]): StoredTv => ({
  ...tv,
  heldSince: Object.fromEntries(Object.entries(tv.heldSince).filter(([id]) => addOns.includes(id))),
});

const daysIfAbsent = 30;
export const keepDaysOf = ({ pick }: TvPlan) => pick?.keepDays ?? daysIfAbsent;
export const minimumStayOf = ({ minimumStayDays }: Channel | ChannelPackage) =>
  minimumStayDays ?? daysIfAbsent;

export const isBroadcast = ({ endsOn }: Channel, on: Day) => endsOn === undefined || on < endsOn;

/** Undefined for a plan that is not of TV. */
export function holdingsOf(
  { planId, addOns, tv = nothingChosen }: TvService,
  catalog: CatalogDocument,
  today: Day,
): Holdings | undefined {
  const plan = tvPlanOf(catalog, planId);
  if (plan === undefined) return undefined;
  const included = includedIn(plan, catalog);
  const kept = (since: Day | undefined, days: number): Kept => {
    const until = since === undefined ? undefined : addDays(since, days);
    return {
      ...(since === undefined ? {} : { since }),
      ...(until !== undefined && until > today ? { until } : {}),
    };
  };
  const packages: HeldPackage[] = [];
  const alaCarte: HeldChannel[] = [];
  const others: AddOn[] = [];
  for (const id of addOns) {
    const addOn = addOnOf(catalog, id);
    const held = packageOf(catalog, id);
    const channel = channelOf(catalog, id);
    const since = tv.heldSince[id];
    if (addOn?.for === 'tv') others.push(addOn);
    else if (held !== undefined) {
      packages.push({ package: held, ...kept(since, minimumStayOf(held)) });
    } else if (channel !== undefined && isBroadcast(channel, today)) {
      alaCarte.push({ channel, ...kept(since, minimumStayOf(channel)) });
    }
  }
  const picked = Object.entries(tv.picked).flatMap(([channelId, addedOn]) => {
    const channel = channelOf(catalog, channelId);
    if (channel === undefined || !isBroadcast(channel, today)) return [];
    return [{ channel, ...kept(addedOn, keepDaysOf(plan)) }];
  });
  picked.sort((one, other) => one.channel.number - other.channel.number);
  const found = { catalog, today, plan, included, packages, alaCarte, picked, addOns: others };
  return { ...found, sources: sourcesOf(found) };
}

export const includedIn = (plan: TvPlan, catalog: CatalogDocument): ChannelPackage[] =>
  [...new Set([plan.basePackageId, ...plan.includedPackages])].flatMap(
    (packageId) => packageOf(catalog, packageId) ?? [],
  );

function sourcesOf(found: Omit<Holdings, 'sources'>): Map<string, Source[]> {
  const { catalog, today, plan, included, packages, alaCarte, picked } = found;
  const ended = new Set(
    catalog.channels.filter((one) => !isBroadcast(one, today)).map(({ channelId }) => channelId),
  );
  const sources = new Map<string, Source[]>();
  const add = (channelId: string, source: Source) => {
    if (ended.has(channelId)) return;
    const known = sources.get(channelId);
    if (known === undefined) sources.set(channelId, [source]);
    else known.push(source);
  };
  for (const one of included) {
    const kind = one.packageId === plan.basePackageId ? 'basic' : 'plan';
    for (const channelId of one.channels) add(channelId, { kind, package: one });
  }
  for (const held of packages) {
    for (const channelId of held.package.channels) {
      add(channelId, { kind: 'package', package: held.package });
    }
  }
  for (const { channel } of picked) add(channel.channelId, { kind: 'picked' });
  for (const { channel } of alaCarte) add(channel.channelId, { kind: 'a-la-carte' });
  return sources;
}

/** How a channel is had beside being sold alone: then it costs nothing alone. */
export const hadOtherwise = ({ sources }: Holdings, channelId: string): Source | undefined =>
  sources.get(channelId)?.find(({ kind }) => kind !== 'a-la-carte');

export type Counted = 'regular' | 'premium';

/** What is picked, by how it counts; basic channels count for nothing. */
export function countsOf(picked: readonly Pick<Channel, 'class'>[]): Record<Counted, number> {
  const counts = { regular: 0, premium: 0 };
  for (const one of picked) if (one.class !== 'basic') counts[one.class]++;
  return counts;
}

/** Packages that one has, bought or with the plan: what others need. */
export const packageIdsOf = ({ included, packages }: Pick<Holdings, 'included' | 'packages'>) =>
  new Set([
    ...included.map((one) => one.packageId),
    ...packages.map((one) => one.package.packageId),
  ]);
