/**
 * What another plan makes of a TV service: as the order for it keeps it, shows it, and makes it true.
 * Names are kept, since the catalog moves on; what is undone is kept by id, so that it can be undone
 * of a service that was changed in between. Pure.
 */
import * as z from 'zod/mini';
import type { StoredService, StoredTv } from '../account.ts';
import { nameIn, type Channel } from '../catalog/catalog.ts';
import { catalogId, names, price, type Language } from '../http/fields.ts';
import { cad } from '../money.ts';
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

const channels = z.array(
  z.strictObject({
    channelId: catalogId('a channel'),
    name: z.string().check(z.describe('In the language asked for')),
  }),
);
const heldAlone = z.array(
  z.strictObject({
    type: z.enum(['channel', 'package']),
    id: catalogId('a channel or package'),
    name: z.string().check(z.describe('In the language asked for')),
    monthlyPrice: price,
  }),
);
const count = z.strictObject({ used: z.int(), included: z.int() });

export const tvChangeView = z.strictObject({
  gained: channels.check(z.describe('Channels that one does not have before')),
  lost: channels.check(z.describe('Channels that one does not have any more')),
  picks: z.strictObject({
    stay: channels,
    notNeeded: channels.check(z.describe('Come with the new plan: their places are free')),
    lost: channels.check(z.describe('The new plan has no place for them')),
    counts: z
      .strictObject({ regular: count, premium: count })
      .check(z.describe('Places for picks with the new plan')),
  }),
  notCharged: heldAlone.check(
    z.describe(
      'Come with the new plan and are not charged any more; with what they cost each month before',
    ),
  ),
  charged: heldAlone.check(
    z.describe(
      'Are held, and came with the old plan or as picks; with what they cost each month from then on',
    ),
  ),
});

export function tvChangeShown(
  { gained, lost, picks, notCharged, charged }: StoredTvChange,
  language: Language,
): z.input<typeof tvChangeView> {
  const shown = <T extends { name: z.output<typeof storedName> }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, name: nameIn(one.name, language) }));
  const priced = (all: StoredTvChange['charged']) =>
    shown(all).map((one) => ({ ...one, monthlyPrice: cad(one.monthlyPrice) }));
  return {
    ...{ gained: shown(gained), lost: shown(lost) },
    picks: {
      ...{ stay: shown(picks.stay), notNeeded: shown(picks.notNeeded), lost: shown(picks.lost) },
      counts: picks.counts,
    },
    ...{ notCharged: priced(notCharged), charged: priced(charged) },
  };
}
