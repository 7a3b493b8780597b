/** What a customer sees of a TV service, from what is stored. */
import { addDays, beginningOfTime } from '../../shared/calendar.ts';
import { nameIn } from '../../shared/catalog/catalog.ts';
import type { Language } from '../../shared/http/fields.ts';
import { cad } from '../../shared/money.ts';
import { keepDaysOf, type Kept, type Source } from '../../shared/tv/holdings.ts';
import { priceLines, type PriceLine } from '../../shared/tv/monthly-price.ts';
import type { UpcomingChange } from '../../shared/tv/upcoming-changes.ts';
import { upcomingView } from '../../shared/tv/upcoming-view.ts';
import type { SourceView, TvPageView } from './fields.ts';
import type { Page } from './load-page.ts';
import { changesIn, nextChangeOn, useOf } from './selection.ts';

type Reader = { language: Language; mayChange: boolean };

export function tvView(
  page: Page,
  upcoming: readonly UpcomingChange[],
  { language, mayChange }: Reader,
): TvPageView {
  const { service, holdings, isChangeable } = page;
  const { serviceId, label, ownLabel = label, equipment, pendingOrderId } = service;
  const { plan, included, packages, alaCarte, sources } = holdings;
  const lines = priceLines(holdings);
  const bundles = [
    ...included.map(
      (one) => ({ package: one, by: one === included[0] ? 'basic' : 'plan' }) as const,
    ),
    ...packages.map((held) => ({ ...held, by: 'bought' }) as const),
  ];
  return {
    serviceId,
    ...(ownLabel === undefined ? {} : { label: ownLabel }),
    plan: {
      ...{ planId: plan.planId, name: nameIn(plan.name, language) },
      monthlyPrice: plan.monthlyPrice,
    },
    equipment,
    ...selectionView(page, language),
    packages: bundles.map(({ package: one, by, ...kept }) => ({
      ...{ packageId: one.packageId, name: nameIn(one.name, language), by },
      ...{ channels: one.channels.filter((id) => sources.has(id)), ...keptView(kept) },
    })),
    alaCarte: alaCarte.map(({ channel, ...kept }) => ({
      ...{ channelId: channel.channelId, number: channel.number },
      ...{ name: nameIn(channel.name, language), ...keptView(kept) },
    })),
    channelCount: sources.size,
    monthlyPrice: {
      lines: lines.map((line) => lineView(line, language)),
      total: cad(lines.reduce((sum, { amount }) => sum + amount, 0)),
    },
    upcoming: upcoming.map(upcomingView),
    ...(pendingOrderId === undefined ? {} : { pendingOrderId }),
    canChange: isChangeable && mayChange,
  };
}

function selectionView({ holdings, tv, period }: Page, language: Language) {
  const { plan, picked } = holdings;
  const use = useOf(
    holdings,
    picked.map(({ channel }) => channel),
  );
  if (use === undefined) return {};
  const most = plan.pick?.changesPerPeriod;
  const next = nextChangeOn(holdings, tv, period);
  return {
    selection: {
      ...use,
      keepDays: keepDaysOf(plan),
      changes: {
        made: changesIn(period, tv),
        ...(most === undefined ? {} : { most }),
        nextPeriod: addDays(period.end, 1),
      },
      ...(next === undefined ? {} : { nextChangeOn: next }),
      channels: picked.map(({ channel, ...kept }) => ({
        ...{ channelId: channel.channelId, number: channel.number, class: channel.class },
        ...{ name: nameIn(channel.name, language), ...keptView(kept) },
      })),
    },
  };
}

const keptView = ({ since, until }: Kept) => ({
  ...(since === undefined || since === beginningOfTime ? {} : { addedOn: since }),
  ...(until === undefined ? {} : { keptUntil: until }),
});

const lineView = ({ kind, id, name, amount, comesWith }: PriceLine, language: Language) => ({
  ...{ kind, id, name: nameIn(name, language), price: cad(amount) },
  ...(comesWith === undefined ? {} : { comesWith: sourceView(comesWith) }),
});

export const sourceView = (source: Source): SourceView => ({
  kind: source.kind,
  ...('package' in source ? { packageId: source.package.packageId } : {}),
});
