/** Every channel of the catalog as a service may have it: what is had, what can be chosen, and if not, why. */
import { addDays, type Day } from '../../shared/calendar.ts';
import type { Channel, ChannelPackage } from '../../shared/catalog/catalog.ts';
import { cad } from '../../shared/money.ts';
import { isBroadcast, packageIdsOf, type Kept } from '../../shared/tv/holdings.ts';
import type { ChoiceView, LineupView } from './fields.ts';
import type { Page } from './load-page.ts';
import { changesIn, useOf } from './selection.ts';
import { sourceView } from './view.ts';
import { whyNotAlone, whyNotPackage, whyNotPick, type Obstacle } from './why-not.ts';

type Filter = Partial<Record<'genre' | 'language' | 'text', string | undefined>>;

export function lineupView(page: Page, filter: Filter, mayChange: boolean): LineupView {
  const { holdings, account, catalogVersion } = page;
  const { catalog, today, sources, alaCarte, picked, packages } = holdings;
  const inPackages = packagesByChannel(shownPackages(page));
  const general = whyNothing(page, mayChange);
  const place = placeFor(page);
  const keptAlone = new Map(alaCarte.map((one) => [one.channel.channelId, one]));
  const keptPicks = new Map(picked.map((one) => [one.channel.channelId, one]));
  const keptPackages = new Map(packages.map((one) => [one.package.packageId, one]));

  return {
    catalogVersion,
    items: catalog.channels
      .filter((one) => isBroadcast(one, today) && fits(one, filter))
      .toSorted((one, other) => one.number - other.number)
      .map((channel) => {
        const { channelId, number, language, genre, quality, alaCartePrice, endsOn } = channel;
        const pick = (): ChoiceView =>
          choice(
            keptPicks.get(channelId),
            whyNotPick(holdings, channel),
            general ?? place(channel),
          );
        const alone = (): ChoiceView =>
          choice(keptAlone.get(channelId), whyNotAlone(holdings, channel), general);
        return {
          ...{ channelId, number, name: bothNames(channel.name), language, genre },
          ...{ class: channel.class, quality, packages: inPackages.get(channelId) ?? [] },
          had: (sources.get(channelId) ?? []).map(sourceView),
          ...(holdings.plan.pick === undefined ? {} : { pick: pick() }),
          ...(alaCartePrice === undefined
            ? {}
            : { alone: { monthlyPrice: alaCartePrice, ...alone() } }),
          ...(endsOn === undefined ? {} : { endsOn }),
        };
      }),
    packages: shownPackages(page).map((one) => ({
      ...{ packageId: one.packageId, name: one.name, kind: one.kind },
      monthlyPrice: isIncluded(page, one) ? cad(0) : one.monthlyPrice,
      ...choice(
        keptPackages.get(one.packageId),
        whyNotPackage(holdings, one, account.kind),
        general,
      ),
    })),
  };
}

/** What is had already is chosen; else the nearest reason tells why it cannot be. */
function choice(had: Kept | undefined, own: Obstacle | undefined, other: Hindrance | undefined) {
  if (had !== undefined) {
    const { until } = had;
    return {
      selectable: false,
      chosen: true,
      ...(until === undefined ? {} : { keptUntil: until }),
    };
  }
  const why = own === undefined ? other : obstacleView(own);
  return { selectable: why === undefined, chosen: false, ...why };
}

export function obstacleView(
  obstacle: Obstacle,
): Pick<ChoiceView, 'why' | 'on' | 'by' | 'packages'> {
  switch (obstacle.why) {
    case 'already-had':
      return { why: 'already-had', by: sourceView(obstacle.by) };
    case 'package-needed':
    case 'package-excluded':
      return { why: obstacle.why, packages: [...obstacle.packages] };
    default:
      return obstacle;
  }
}

type Hindrance = Pick<ChoiceView, 'why' | 'from'>;

/** What stands in the way of any change. */
function whyNothing({ service, isChangeable }: Page, mayChange: boolean): Hindrance | undefined {
  if (!isChangeable || !mayChange) return { why: 'read-only' };
  return service.pendingOrderId === undefined ? undefined : { why: 'order-pending' };
}

/** What stands in the way of one more pick of a class; `from`: when one of the class may make room. */
function placeFor({ holdings, tv, period }: Page): (channel: Channel) => Hindrance | undefined {
  const { plan, picked } = holdings;
  const most = plan.pick?.changesPerPeriod;
  if (most !== undefined && changesIn(period, tv) >= most) {
    return () => ({ why: 'no-changes-left', from: addDays(period.end, 1) });
  }
  const use = useOf(
    holdings,
    picked.map(({ channel }) => channel),
  );
  return ({ class: as }) => {
    if (use === undefined || as === 'basic' || use[as].used < use[as].included) return undefined;
    const ofClass = picked.filter(({ channel }) => channel.class === as);
    const days = ofClass.flatMap(({ until }) => until ?? []);
    const isStuck = days.length > 0 && days.length === ofClass.length;
    return { why: 'no-place-left', ...(isStuck ? { from: earliest(days) } : {}) };
  };
}

const earliest = (days: readonly Day[]) => days.reduce((one, other) => (one < other ? one : other));

const isIncluded = ({ holdings: { included } }: Page, { packageId }: ChannelPackage) =>
  included.some((one) => one.packageId === packageId);

/** Those that are had, and those that can be bought by customers like this one. */
function shownPackages({ holdings, account: { kind } }: Page): ChannelPackage[] {
  const had = packageIdsOf(holdings);
  return holdings.catalog.packages.filter(
    (one) =>
      had.has(one.packageId) ||
      ((one.kind === 'theme' || one.kind === 'premium') &&
        !one.retired &&
        (one.audience === 'all' || one.audience === kind)),
  );
}

function packagesByChannel(packages: readonly ChannelPackage[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { packageId, channels } of packages) {
    for (const channelId of channels) {
      const known = found.get(channelId);
      if (known === undefined) found.set(channelId, [packageId]);
      else known.push(packageId);
    }
  }
  return found;
}

const bothNames = (name: Channel['name']) =>
  typeof name === 'string' ? { fr: name, en: name } : name;

function fits(channel: Channel, { genre, language, text }: Filter): boolean {
  return (
    (genre === undefined || channel.genre === genre) &&
    (language === undefined || channel.language === language) &&
    (text === undefined || isFound(channel, plain(text)))
  );
}

/** By number, or any part of either name, whatever the accents and capitals. */
function isFound({ number, name }: Channel, wanted: string): boolean {
  const { fr, en } = bothNames(name);
  return String(number) === wanted || [fr, en].some((one) => plain(one).includes(wanted));
}

const plain = (text: string) =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
