/**
 * What another plan makes of a TV service: as the order for it keeps it, and makes it true. Names are
 * kept, since the catalog moves on; what goes is kept by id, so that it goes from a service that was
 * changed in between too. Pure.
 */
import * as z from 'zod/mini';
import type { StoredService, StoredTv } from '../account.ts';
import type { Channel } from '../catalog/catalog.ts';
import { names } from '../http/fields.ts';
import type { CarriedOver } from './carry-over.ts';
import { countsOf, nothingChosen, tidied, type Counted, type Holdings } from './holdings.ts';
import { priceLines, type PriceLine } from './monthly-price.ts';

const storedName = z.union([z.string(), names]);
const storedChannels = z.array(z.object({ channelId: z.string(), name: storedName }));
const storedCharges = z.array(
  z.object({
    type: z.enum(['channel', 'package']),
    id: z.string(),
    name: storedName,
    monthlyPrice: z.int(),
  }),
);
const storedCount = z.object({ used: z.int(), included: z.int() });

export const storedTvChange = z.object({
  gained: storedChannels,
  lost: storedChannels,
  picks: z.object({
    stay: storedChannels,
    notNeeded: storedChannels,
    lost: storedChannels,
    counts: z.object({ regular: storedCount, premium: storedCount }),
  }),
  /** Leaves what is held. */
  notCharged: storedCharges,
  /** Came with the plan or the selection, and was held beside it. */
  charged: storedCharges,
});
export type StoredTvChange = z.output<typeof storedTvChange>;

export function tvChange({ before, after, lost, notNeeded, absorbed }: CarriedOver) {
  const linesBefore = priceLines(before);
  const stored: StoredTvChange = {
    gained: beyond(after, before),
    lost: beyond(before, after),
    picks: {
      stay: named(after.picked.map(({ channel }) => channel)),
      notNeeded: named(notNeeded),
      lost: named(lost.map(({ channel }) => channel)),
      counts: counted(after),
    },
    notCharged: charges(linesBefore.filter(({ id }) => absorbed.includes(id))),
    charged: charges(
      priceLines(after).filter((line) =>
        linesBefore.some(({ id, amount }) => id === line.id && amount < line.amount),
      ),
    ),
  };
  return stored;
}

/** What is charged otherwise afterwards, before and after: what stays as it is has no part in it. */
export function changedPrices({ before, after }: Pick<CarriedOver, 'before' | 'after'>) {
  const [one, other] = [priceLines(before), priceLines(after)];
  return { before: sumOf(without(one, other)), after: sumOf(without(other, one)) };
}

const without = (lines: readonly PriceLine[], others: readonly PriceLine[]) =>
  lines.filter(
    ({ kind, id, amount }) =>
      !others.some((one) => one.kind === kind && one.id === id && one.amount === amount),
  );
const sumOf = (lines: readonly PriceLine[]) => lines.reduce((sum, { amount }) => sum + amount, 0);

/** Channels that `one` has and `other` has not, in the order of their numbers. */
const beyond = (one: Holdings, other: Holdings) =>
  named(
    one.catalog.channels.filter(
      ({ channelId }) => one.sources.has(channelId) && !other.sources.has(channelId),
    ),
  );

const named = (channels: readonly Channel[]) =>
  channels
    .toSorted((one, other) => one.number - other.number)
    .map(({ channelId, name }) => ({ channelId, name }));

const charges = (lines: readonly PriceLine[]) =>
  lines.map(({ kind, id, name, amount }) => ({
    ...{ type: kind === 'package' ? kind : ('channel' as const), id, name, monthlyPrice: amount },
  }));

function counted({ plan, picked }: Holdings) {
  const used = countsOf(picked.map(({ channel }) => channel));
  const count = (by: Counted) => ({ used: used[by], included: plan.pick?.[by] ?? 0 });
  return { regular: count('regular'), premium: count('premium') };
}

/** A service as the change leaves it, whatever else became of it since the change was ordered. */
export function changedTv(
  { picks, notCharged }: StoredTvChange,
  service: Pick<StoredService, 'addOns' | 'tv'>,
): { addOns: string[]; tv: StoredTv } {
  const absorbed = new Set(notCharged.map(({ id }) => id));
  const addOns = service.addOns.filter((id) => !absorbed.has(id));
  const { regular, premium } = picks.counts;
  const isForPicks = regular.included + premium.included > 0;
  const gone = new Set([...picks.notNeeded, ...picks.lost].map(({ channelId }) => channelId));
  const tv = service.tv ?? nothingChosen;
  const picked = Object.fromEntries(
    Object.entries(tv.picked).filter(([id]) => isForPicks && !gone.has(id)),
  );
  return { addOns, tv: tidied({ ...tv, picked }, addOns) };
}
