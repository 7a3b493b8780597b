/**
 * What becomes of a selection and of what is held when a service gets another plan: nothing is
 * charged that comes with the plan, and what fits the plan stays. Pure.
 */
import type { StoredTv } from '../account.ts';
import { beginningOfTime, daysBetween, type Day } from '../calendar.ts';
import type { Channel, ChannelPackage } from '../catalog/catalog.ts';
import type { CatalogDocument } from '../catalog/document.ts';
import {
  holdingsOf,
  nothingChosen,
  packageIdsOf,
  tidied,
  type HeldChannel,
  type Holdings,
  type TvService,
} from './holdings.ts';

export type CarriedOver = {
  /** Picks that stay. */
  picked: StoredTv['picked'];
  /** Picks that the new plan comes with. */
  notNeeded: readonly Channel[];
  /** Picks that the new plan has no place for. */
  lost: readonly HeldChannel[];
  /** Channels and packages that were paid for and come with the new plan. */
  absorbed: readonly string[];
  /** Packages that the new plan does not go with: they must go first. */
  excluded: readonly string[];
  /** Channels and packages that need a package which one does not have then: they must go too. */
  unmet: readonly string[];
  /** As the service would be on that day, and is then. */
  before: Holdings;
  after: Holdings;
};

/** Undefined where either plan is not of TV. `on`: the first day with the new plan. */
export function carryOver(
  service: TvService,
  planId: string,
  catalog: CatalogDocument,
  on: Day,
): CarriedOver | undefined {
  const before = holdingsOf(service, catalog, on);
  const bare = holdingsOf({ planId, addOns: service.addOns }, catalog, on);
  if (before === undefined || bare === undefined) return undefined;
  const { plan, included } = bare;
  const comesWith = new Set(included.flatMap(({ channels }) => channels));
  const packagesWith = new Set(included.map(({ packageId }) => packageId));

  const left = { regular: plan.pick?.regular ?? 0, premium: plan.pick?.premium ?? 0 };
  const picked: StoredTv['picked'] = {};
  const [notNeeded, lost]: [Channel[], HeldChannel[]] = [[], []];
  // Who was there first stays.
  const byAge = before.picked.toSorted((one, other) => daysBetween(dayOf(other), dayOf(one)));
  for (const one of byAge) {
    const { channel } = one;
    if (comesWith.has(channel.channelId)) notNeeded.push(channel);
    else if (channel.class === 'basic' || left[channel.class]-- <= 0) lost.push(one);
    else picked[channel.channelId] = dayOf(one);
  }

  // A package of which nothing is left to pay for goes too, unless another one needs it.
  const needed = new Set(neededBy({ ...bare, picked: before.picked }));
  const isCovered = ({ packageId, channels }: ChannelPackage) =>
    !needed.has(packageId) && channels.every((channelId) => comesWith.has(channelId));
  const paidTwice = new Set([
    ...packagesWith,
    ...bare.packages
      .map((held) => held.package)
      .filter(isCovered)
      .map(({ packageId }) => packageId),
    ...bare.alaCarte.map(({ channel }) => channel.channelId).filter((id) => comesWith.has(id)),
  ]);
  const absorbed = service.addOns.filter((id) => paidTwice.has(id));
  const addOns = service.addOns.filter((id) => !absorbed.includes(id));
  const tv = tidied({ ...(service.tv ?? nothingChosen), picked }, addOns);
  const after = holdingsOf({ planId, addOns, tv }, catalog, on);
  if (after === undefined) return undefined;
  return {
    ...{ picked, notNeeded, lost, absorbed, before, after },
    ...{ excluded: excludedBy(after), unmet: unmetIn(after, before) },
  };
}

const dayOf = ({ since = beginningOfTime }: HeldChannel): Day => since;

/** Those bought that do not go with what comes with the plan, or it with them. */
function excludedBy({ included, packages }: Holdings): string[] {
  const all = packageIdsOf({ included, packages: [] });
  return packages
    .filter(
      ({ package: one }) =>
        one.excludes?.some((id) => all.has(id)) === true ||
        included.some(({ excludes }) => excludes?.includes(one.packageId) === true),
    )
    .map(({ package: one }) => one.packageId);
}

/** What is held and picked, by id, with the packages that each needs. */
const needsOf = ({ packages, alaCarte, picked }: Holdings) => [
  ...packages.map((held) => ({
    id: held.package.packageId,
    requires: held.package.requires ?? [],
  })),
  ...[...alaCarte, ...picked].map(({ channel }) => ({
    ...{ id: channel.channelId, requires: channel.requires ?? [] },
  })),
];

const neededBy = (holdings: Holdings) => needsOf(holdings).flatMap(({ requires }) => requires);

/** Of those that had what they need. */
function unmetIn(after: Holdings, before: Holdings): string[] {
  const [then, now] = [packageIdsOf(after), packageIdsOf(before)];
  return needsOf(after)
    .filter(({ requires }) => requires.some((id) => now.has(id) && !then.has(id)))
    .map(({ id }) => id);
}
