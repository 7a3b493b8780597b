/** What becomes of a change that was had at once and then could not be carried out. Pure. */
import type { StoredService } from '../account.ts';
import type { StoredOrder } from '../orders.ts';
import type { StoredTvAddOns, StoredTvSelection } from '../order-change.ts';
import { nothingChosen, tidied } from './holdings.ts';

type Chosen = Pick<StoredService, 'addOns' | 'tv'>;

/**
 * What was added goes, if it is still there, and what had to go for it comes back. What was only
 * given up stays given up: nobody is charged again for what they no longer wanted.
 */
export function reverted(service: Chosen, change: StoredOrder['change']): Chosen | undefined {
  switch (change.kind) {
    case 'tv-selection':
      return withoutPicks(service, change);
    case 'tv-add-ons':
      return withoutAddOns(service, change);
    default:
      return undefined;
  }
}

/** Each place that becomes free is taken by one that had to leave it: never more than there were. */
function withoutPicks({ addOns, tv = nothingChosen }: Chosen, change: StoredTvSelection): Chosen {
  const gone = change.added.filter(({ channelId }) => tv.picked[channelId] !== undefined);
  const goneIds = new Set(gone.map(({ channelId }) => channelId));
  const left = Object.entries(tv.picked).filter(([channelId]) => !goneIds.has(channelId));
  const picked = Object.fromEntries(left);
  const free = { basic: 0, regular: 0, premium: 0 };
  for (const { class: as } of gone) free[as]++;
  for (const { channelId, class: as, since } of change.removed) {
    if (picked[channelId] !== undefined || since === undefined || free[as] === 0) continue;
    picked[channelId] = since;
    free[as]--;
  }
  return { addOns, tv: { ...tv, picked } };
}

function withoutAddOns({ addOns, tv = nothingChosen }: Chosen, change: StoredTvAddOns): Chosen {
  const gone = change.added.filter(({ id }) => addOns.includes(id)).map(({ id }) => id);
  const back = change.removed.filter(
    ({ id, comesWith }) =>
      comesWith !== undefined && gone.includes(comesWith) && !addOns.includes(id),
  );
  const after = [...addOns.filter((id) => !gone.includes(id)), ...back.map(({ id }) => id)];
  const since = back.flatMap((one) => (one.since === undefined ? [] : [[one.id, one.since]]));
  const heldSince = { ...tv.heldSince, ...(Object.fromEntries(since) as Record<string, string>) };
  return { addOns: after, tv: tidied({ ...tv, heldSince }, after) };
}
