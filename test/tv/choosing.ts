/** A TV service as its rules see it, on the small catalog of fixtures.ts. */
import type { AddOnChange } from '../../functions/tv/add-ons.ts';
import type { StoredTv } from '../../shared/account.ts';
import type { Channel, ChannelPackage, TvPlan } from '../../shared/catalog/catalog.ts';
import type { Result } from '../../shared/result.ts';
import { holdingsOf } from '../../shared/tv/holdings.ts';
import { channels, tvCatalog } from './fixtures.ts';

export type Having = Partial<StoredTv> & {
  planId?: string;
  addOns?: readonly string[];
  today?: string;
  /** Beside those of the fixtures. */
  more?: {
    channels?: readonly Channel[];
    packages?: readonly ChannelPackage[];
    plans?: readonly TvPlan[];
  };
};

/** The billing period in which the day is that tests begin on. */
export const period = { start: '2026-11-09', end: '2026-12-08' };
export const today = '2026-11-25';

export function having({
  planId = 'mix-3',
  addOns = [],
  today: on = today,
  more = {},
  ...chosen
}: Having) {
  const tv: StoredTv = { picked: {}, heldSince: {}, ...chosen };
  const catalog = tvCatalog({
    channels: [...channels, ...(more.channels ?? [])],
    packages: [...tvCatalog().packages, ...(more.packages ?? [])],
    plans: [...tvCatalog().plans, ...(more.plans ?? [])],
  });
  const holdings = holdingsOf({ planId, addOns: [...addOns], tv }, catalog, on);
  if (holdings === undefined) throw new Error('It is a TV plan');
  return { holdings, tv };
}

/** Picked so long ago that they may go. */
export const long = (ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, '2026-01-01']));

export const stateOf = (has: Having) => ({ addOns: has.addOns ?? [], tv: having(has).tv });

/** Paid for since these days. */
export const since = (days: Record<string, string>) => ({
  heldSince: days,
  addOns: Object.keys(days),
});

/** Undefined where nothing changes. */
export const changeOf = (decided: Result<AddOnChange | undefined, { reason: string }>) => {
  if (!decided.ok) throw new Error(decided.refusal.reason);
  return decided.value;
};
