/** What another plan makes of a TV service, as it is shown with the order. */
import * as z from 'zod/mini';
import { nameIn } from '../catalog/catalog.ts';
import { catalogId, price, type Language } from '../http/fields.ts';
import { cad } from '../money.ts';
import type { StoredTvChange } from './plan-change.ts';

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
  const shown = <T extends { name: string | { fr: string; en: string } }>(all: readonly T[]) =>
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
