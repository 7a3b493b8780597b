import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import {
  catalogId,
  day,
  instant,
  nextCursor,
  paging,
  planId,
  serviceId,
} from '../../../shared/http/fields.ts';
import { orderId } from '../../../shared/order-view.ts';

const entry = z.strictObject({
  at: instant.check(z.describe('From when on it was so, until the entry above it')),
  planId,
  picked: z
    .array(
      z.strictObject({
        channelId: catalogId('a channel'),
        addedOn: z.optional(day.check(z.describe('Absent where nobody knows anymore'))),
      }),
    )
    .check(z.describe('Of a pick-your-own plan, by their ids')),
  addOns: z
    .array(catalogId('a channel, a package or an add-on'))
    .check(
      z.describe(
        'Channels à la carte, packages and add-ons beside the plan. Ids alone, since the catalog may know them no more',
      ),
    ),
  orderId: z.optional(
    orderId.check(z.describe('What made it so; absent: the operator, by its own document')),
  ),
});
export type EntryView = z.input<typeof entry>;

export const tvHistoryContract = defineContract({
  listTvHistory: {
    method: 'GET',
    path: '/v1/tv/{serviceId}/history',
    audience: 'customer',
    summary: 'What a TV service had, and since when',
    description:
      'Every change of plan, picked channels, channels à la carte, packages and add-ons, the newest first, each with the whole of what was had from then on. ' +
      'An order that could not be done is there twice: as it was had at once, and as it was taken back. Services that have ended are shown too.',
    params: z.strictObject({ serviceId }),
    query: z.strictObject(paging),
    success: 'ok',
    answer: z.strictObject({ items: z.array(entry), nextCursor }),
    problems: ['not-found', 'invalid-request'],
    examples: {
      answer: {
        items: [
          {
            ...{ at: '2026-11-20T14:02:11.480Z', planId: 'mon-mix-10' },
            picked: [{ channelId: 'canal-vie' }, { channelId: 'rds', addedOn: '2026-11-20' }],
            addOns: ['super-ecran'],
            orderId: '019aa1b2-5c00-7d1e-8a53-0d6c6c1f0003',
          },
          {
            ...{ at: '2026-11-02T09:30:00.000Z', planId: 'mon-mix-10' },
            picked: [{ channelId: 'canal-vie' }],
            addOns: ['super-ecran'],
          },
        ],
      },
    },
  },
});
