/** Whether channels and packages that are paid for may come and go, and what goes with them. Pure. */
import type { AccountKind, StoredTv } from '../../shared/account.ts';
import type { Channel, ChannelPackage } from '../../shared/catalog/catalog.ts';
import { ok, refuse } from '../../shared/result.ts';
import {
  hadOtherwise,
  tidied,
  type HeldChannel,
  type HeldPackage,
  type Holdings,
} from '../../shared/tv/holdings.ts';
import { priceLines } from '../../shared/tv/monthly-price.ts';
import type { TvAddOn } from '../../shared/order-change.ts';
import { absorbedBy, needing } from './needs.ts';
import { sourceView } from './view.ts';
import { whyNotAlone, whyNotPackage, type ChannelObstacle } from './why-not.ts';

export type AddOnChange = {
  added: readonly TvAddOn[];
  removed: readonly TvAddOn[];
  addOns: readonly string[];
  tv: StoredTv;
};

type State = { addOns: readonly string[]; tv: StoredTv };

/** Undefined when it is had already. */
export function addChannel(holdings: Holdings, state: State, channel: Channel) {
  const { channelId } = channel;
  if (state.addOns.includes(channelId)) return ok(undefined);
  const obstacle = whyNotAlone(holdings, channel);
  if (obstacle !== undefined) return refusal(obstacle, channelId);
  const amount = channel.alaCartePrice?.amount ?? 0;
  const added: TvAddOn = {
    type: 'channel',
    id: channelId,
    name: channel.name,
    monthlyPrice: amount,
  };
  return ok(changed(holdings, state, { added, ends: [] }));
}

/** Ends what it includes and was paid for apart: nothing is charged twice. */
export function addPackage(
  holdings: Holdings,
  state: State,
  wanted: ChannelPackage,
  kind: AccountKind,
) {
  const { packageId, name, monthlyPrice } = wanted;
  if (state.addOns.includes(packageId)) return ok(undefined);
  const obstacle = whyNotPackage(holdings, wanted, kind);
  if (obstacle?.why === 'package-excluded') {
    return refuse({ reason: 'package-excluded', id: packageId, packages: obstacle.packages });
  }
  if (obstacle !== undefined) return refusal(obstacle, packageId);
  const added: TvAddOn = {
    ...{ type: 'package', id: packageId, name, monthlyPrice: monthlyPrice.amount },
  };
  return ok(changed(holdings, state, { added, ends: absorbedBy(wanted, holdings), by: packageId }));
}

/** Undefined when it is not had. */
export function removeChannel(holdings: Holdings, state: State, channelId: string) {
  if (!state.addOns.includes(channelId)) return ok(undefined);
  const held = holdings.alaCarte.find(({ channel }) => channel.channelId === channelId);
  if (held?.until !== undefined && hadOtherwise(holdings, channelId) === undefined) {
    return stay(channelId, held);
  }
  return ok(changed(holdings, state, { ends: [channelId] }));
}

export function removePackage(holdings: Holdings, state: State, packageId: string) {
  const isIncluded = holdings.included.some((one) => one.packageId === packageId);
  if (!state.addOns.includes(packageId)) {
    return isIncluded
      ? refuse({ reason: 'comes-with-plan', id: packageId, planId: holdings.plan.planId })
      : ok(undefined);
  }
  const held = holdings.packages.find((one) => one.package.packageId === packageId);
  if (held?.until !== undefined && !isIncluded) return stay(packageId, held);
  const by = isIncluded ? [] : needing(holdings, packageId);
  if (by.length > 0) return refuse({ reason: 'still-needed', id: packageId, by });
  return ok(changed(holdings, state, { ends: [packageId] }));
}

const stay = (id: string, { until }: HeldChannel | HeldPackage) =>
  refuse({ reason: 'minimum-stay', id, until });

type Delta = { added?: TvAddOn; ends: readonly string[]; by?: string };

function changed(
  holdings: Holdings,
  { addOns, tv }: State,
  { added, ends, by }: Delta,
): AddOnChange {
  const after = [
    ...addOns.filter((id) => !ends.includes(id)),
    ...(added === undefined ? [] : [added.id]),
  ];
  const heldSince = {
    ...tv.heldSince,
    ...(added === undefined ? {} : { [added.id]: holdings.today }),
  };
  const lines = new Map(priceLines(holdings).map((line) => [line.id, line]));
  const removed = ends.map((id): TvAddOn => {
    const line = lines.get(id);
    const since = tv.heldSince[id];
    return {
      type: line?.kind === 'package' ? 'package' : 'channel',
      // One that nobody broadcasts anymore has no line: it cost nothing.
      ...{ id, name: line?.name ?? id, monthlyPrice: line?.amount ?? 0 },
      ...(since === undefined ? {} : { since }),
      ...(by === undefined ? {} : { comesWith: by }),
    };
  });
  return {
    ...{ added: added === undefined ? [] : [added], removed, addOns: after },
    tv: tidied({ ...tv, heldSince }, after),
  };
}

function refusal(obstacle: ChannelObstacle, id: string) {
  switch (obstacle.why) {
    case 'already-had':
      return refuse({ reason: 'already-had', id, by: sourceView(obstacle.by) });
    case 'package-needed':
      return refuse({ reason: 'package-needed', id, packages: obstacle.packages });
    default:
      return refuse({ reason: 'not-offered', id, ...obstacle });
  }
}
