/**
 * Why a channel or package cannot be had now, and from when on: what refusals carry is what the
 * line-up shows beforehand. Pure.
 */
import type { AccountKind } from '../../shared/account.ts';
import type { Day } from '../../shared/calendar.ts';
import type { Channel, ChannelPackage } from '../../shared/catalog/catalog.ts';
import { packageIdsOf, type Holdings, type Source } from '../../shared/tv/holdings.ts';

/** `on`: the day it ends. */
type Discontinued = { why: 'discontinued'; on?: Day };
export type ChannelObstacle =
  | Discontinued
  | { why: 'basic' | 'not-sold-alone' | 'not-offered' }
  | { why: 'already-had'; by: Source }
  | { why: 'package-needed'; packages: readonly string[] };
export type Obstacle = ChannelObstacle | { why: 'package-excluded'; packages: readonly string[] };

/** Basic channels come with every plan, and nobody picks them. */
export const whyNotPick = (holdings: Holdings, channel: Channel): ChannelObstacle | undefined =>
  channel.class === 'basic' ? { why: 'basic' } : whyNotAdd(holdings, channel, 'picked');

/** Alone, for its own price. */
export const whyNotAlone = (holdings: Holdings, channel: Channel): ChannelObstacle | undefined =>
  channel.alaCartePrice === undefined
    ? { why: 'not-sold-alone' }
    : whyNotAdd(holdings, channel, 'a-la-carte');

/** What is had in this very way already is no obstacle: asking for it again changes nothing. */
function whyNotAdd(holdings: Holdings, channel: Channel, as: Source['kind']) {
  const { endsOn, retired } = channel;
  const sources = holdings.sources.get(channel.channelId) ?? [];
  if (sources.some(({ kind }) => kind === as)) return undefined;
  if (endsOn !== undefined) return { why: 'discontinued', on: endsOn } as const;
  if (retired === true) return { why: 'discontinued' } as const;
  const [by] = sources;
  if (by !== undefined) return { why: 'already-had', by } as const;
  return missingPackages(holdings, channel);
}

function missingPackages(holdings: Holdings, { requires = [] }: Pick<Channel, 'requires'>) {
  const had = packageIdsOf(holdings);
  const packages = requires.filter((id) => !had.has(id));
  return packages.length > 0 ? ({ why: 'package-needed', packages } as const) : undefined;
}

export function whyNotPackage(
  holdings: Holdings,
  wanted: ChannelPackage,
  kind: AccountKind,
): Obstacle | undefined {
  const { packageId, excludes = [] } = wanted;
  if (holdings.packages.some((one) => one.package.packageId === packageId)) return undefined;
  const by = broughtBy(holdings, wanted);
  if (by !== undefined) return { why: 'already-had', by };
  const isForCustomers = wanted.kind === 'theme' || wanted.kind === 'premium';
  if (!isForCustomers || (wanted.audience !== 'all' && wanted.audience !== kind)) {
    return { why: 'not-offered' };
  }
  if (wanted.retired) return { why: 'discontinued' };
  const missing = missingPackages(holdings, wanted);
  if (missing !== undefined) return missing;
  const had = packageIdsOf(holdings);
  const packages = [
    ...excludes.filter((id) => had.has(id)),
    ...excludersOf(holdings, packageId).filter((id) => !excludes.includes(id)),
  ];
  return packages.length > 0 ? { why: 'package-excluded', packages } : undefined;
}

/** Itself with the plan; or a package that has all of its channels, so that it would bring nothing. */
function broughtBy({ included, packages, plan }: Holdings, wanted: ChannelPackage) {
  const all: Source[] = [
    ...included.map((one): Source => ({
      kind: one.packageId === plan.basePackageId ? 'basic' : 'plan',
      package: one,
    })),
    ...packages.map((one): Source => ({ kind: 'package', package: one.package })),
  ];
  return all.find(
    (source) =>
      'package' in source &&
      (source.package.packageId === wanted.packageId ||
        wanted.channels.every((id) => source.package.channels.includes(id))),
  );
}

const excludersOf = ({ included, packages }: Holdings, packageId: string) =>
  [...included, ...packages.map((one) => one.package)]
    .filter(({ excludes = [] }) => excludes.includes(packageId))
    .map((one) => one.packageId);
