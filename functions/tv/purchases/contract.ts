import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import { csvType } from '../../../shared/http/csv.ts';
import {
  billingPeriod,
  day,
  instant,
  money,
  price,
  serviceId,
} from '../../../shared/http/fields.ts';
import { purchaseStatuses, purchaseTypes } from '../../../shared/tv-purchase.ts';
import * as examples from './examples.ts';

const purchase = z.strictObject({
  purchaseId: z.optional(
    z
      .string()
      .check(
        z.describe(
          'What to name to customer service; absent where the title is hidden, since an operator may make it of the title',
        ),
      ),
  ),
  type: z.enum(purchaseTypes).check(z.describe('vod: on demand; ppv: pay-per-view')),
  title: z
    .string()
    .check(z.describe('Of a masked one a delegate reads that it is hidden, in their language')),
  titleId: z.optional(z.string().check(z.describe('Absent where the title is hidden'))),
  masked: z.boolean().check(z.describe('Whether delegates are shown the title')),
  orderedAt: instant,
  orderedOn: day,
  viewedAt: z.optional(instant.check(z.describe('When viewing started, as far as it was told'))),
  rentalHours: z.int(),
  rentalUntil: z.optional(
    instant.check(
      z.describe('From the start of viewing, else from the order; absent when it was cancelled'),
    ),
  ),
  status: z
    .enum(purchaseStatuses)
    .check(
      z.describe(
        'pending: ordered; viewed: viewing has started, to be charged; charged; cancelled: costs nothing; credited: all of the charge, or a part, was given back',
      ),
    ),
  price: price.check(z.describe('What it costs, or would have cost')),
  charged: price.check(z.describe('0 until it is charged, and when it was cancelled')),
  credited: price.check(z.describe('Given back of what was charged')),
});

export const purchasesContract = defineContract({
  listPurchases: {
    method: 'GET',
    path: '/v1/tv/{serviceId}/purchases',
    audience: 'customer',
    permission: 'viewBills',
    summary: 'Pay-per-view and on-demand purchases of a billing period',
    description:
      "The current billing period, or one of the three before it; a purchase belongs to the period of the day it was ordered on, in the account's time zone. Newest first, with their totals. " +
      'A pay-per-view is billed only once viewing starts: before that it is `pending`, and in no total of charges. ' +
      'Amounts are before tax. Of what a delegate may not read the title of, they see that there was something, and what it cost.',
    headers: {
      'Accept-Language': 'fr-CA or en-CA: hidden titles, and the words of CSV; else of the account',
    },
    params: z.strictObject({ serviceId }),
    query: z.strictObject({
      period: z.optional(
        day.check(z.describe('First day of the billing period; the current one if absent')),
      ),
    }),
    success: 'ok',
    answer: z.strictObject({
      serviceId,
      period: billingPeriod,
      current: z.boolean(),
      totals: z
        .strictObject({
          charged: price,
          credited: price,
          net: money.check(z.describe('Charged, less credited')),
          toBeCharged: price.check(z.describe('Viewed, and not charged yet')),
          pending: price.check(z.describe('Ordered, and neither viewed nor charged yet')),
        })
        .check(z.describe('Of the whole period')),
      items: z.array(purchase),
      omitted: z
        .int()
        .check(
          z.nonnegative(),
          z.describe(
            'How many of the oldest are left out, beyond 5,000: 0 but for whole buildings. CSV has all of them',
          ),
        ),
      periods: z
        .array(billingPeriod)
        .check(z.describe('The periods that can be asked for, newest first')),
    }),
    answerType: ['application/json', csvType],
    problems: ['not-found', 'unknown-period'],
    examples: { answer: examples.purchases, otherTypes: { [csvType]: examples.purchasesCsv } },
  },
});
