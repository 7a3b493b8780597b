/** Whether a selection may become another one: the counts, keep days and changes of the plan. Pure. */
import type { StoredTv } from '../../shared/account.ts';
import { addDays, type Day, type Period } from '../../shared/calendar.ts';
import { channelOf, type Channel } from '../../shared/catalog/catalog.ts';
import { ok, refuse } from '../../shared/result.ts';
import { countsOf, type HeldChannel, type Holdings } from '../../shared/tv/holdings.ts';
import { whyNotPick, type Obstacle } from './why-not.ts';

export type SelectionChange = {
  added: readonly Channel[];
  removed: readonly HeldChannel[];
  picked: StoredTv['picked'];
  changes: NonNullable<StoredTv['changes']>;
};

export type NotSelectable = Obstacle | { why: 'unknown' };

/** How often the selection was changed in a period. */
export const changesIn = ({ start }: Period, { changes }: Pick<StoredTv, 'changes'>): number =>
  changes?.period === start ? changes.count : 0;

/** Undefined: no plan to pick with. */
export function useOf({ plan }: Holdings, picked: readonly Pick<Channel, 'class'>[]) {
  if (plan.pick === undefined) return undefined;
  const counts = countsOf(picked);
  return {
    regular: { included: plan.pick.regular, used: counts.regular },
    premium: { included: plan.pick.premium, used: counts.premium },
  };
}

/**
 * `wanted` is the whole selection. Everything that is wrong with it is told by the first rule that
 * it breaks, for all channels at once. Undefined when it is the selection of now.
 */
export function decideSelection(
  holdings: Holdings,
  tv: StoredTv,
  wanted: readonly string[],
  period: Period,
) {
  const { plan, catalog, today, picked } = holdings;
  if (plan.pick === undefined) return refuse({ reason: 'not-pick-your-own', planId: plan.planId });
  const asked = new Set(wanted);
  const had = new Set(picked.map(({ channel }) => channel.channelId));
  const removed = picked.filter(({ channel }) => !asked.has(channel.channelId));
  const newIds = [...asked].filter((id) => !had.has(id));
  if (newIds.length === 0 && removed.length === 0) return ok(undefined);

  const added: Channel[] = [];
  const refused: ({ channelId: string } & NotSelectable)[] = [];
  for (const channelId of newIds) {
    const channel = channelOf(catalog, channelId);
    const obstacle: NotSelectable | undefined =
      channel === undefined ? { why: 'unknown' } : whyNotPick(holdings, channel);
    if (channel !== undefined && obstacle === undefined) added.push(channel);
    else if (obstacle !== undefined) refused.push({ channelId, ...obstacle });
  }
  if (refused.length > 0) return refuse({ reason: 'channels-not-selectable', channels: refused });

  const kept = removed.filter(({ until }) => until !== undefined);
  if (kept.length > 0) {
    return refuse({ reason: 'channels-kept-until', channels: kept, on: latest(kept) });
  }

  const after = [...picked.filter((one) => !removed.includes(one)).map(channelIn), ...added];
  const use = useOf(holdings, after);
  if (use === undefined) throw new Error('The plan is one to pick with');
  if (use.regular.used > use.regular.included || use.premium.used > use.premium.included) {
    return refuse({ reason: 'too-many-channels', ...use });
  }

  const made = changesIn(period, tv);
  const most = plan.pick.changesPerPeriod;
  if (most !== undefined && made >= most) {
    return refuse({ reason: 'no-changes-left', most, on: addDays(period.end, 1) });
  }

  const change: SelectionChange = {
    ...{ added, removed },
    picked: Object.fromEntries(
      after.map(({ channelId }) => [channelId, tv.picked[channelId] ?? today]),
    ),
    changes: { period: period.start, count: made + 1 },
  };
  return ok(change);
}

/** First day on which anything of the selection may be changed; undefined: today. */
export function nextChangeOn({ plan, picked, today }: Holdings, tv: StoredTv, period: Period) {
  const most = plan.pick?.changesPerPeriod;
  const isUsedUp = most !== undefined && changesIn(period, tv) >= most;
  const countedAnew = isUsedUp ? addDays(period.end, 1) : today;
  const days = picked.flatMap(({ until }) => until ?? []);
  const { regular = 0, premium = 0 } = plan.pick ?? {};
  const isFull = picked.length >= regular + premium;
  const isStuck = isFull && days.length === picked.length && days.length > 0;
  const loose = isStuck ? days.reduce((one, other) => (one < other ? one : other)) : today;
  const next = loose > countedAnew ? loose : countedAnew;
  return next > today ? next : undefined;
}

const channelIn = ({ channel }: HeldChannel) => channel;

/** The first day on which all of them may go. */
const latest = (kept: readonly HeldChannel[]): Day =>
  kept.flatMap(({ until }) => until ?? []).reduce((one, other) => (one > other ? one : other));
