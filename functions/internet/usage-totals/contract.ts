import * as z from 'zod/mini';
import { defineContract } from '../../../shared/http/contract.ts';
import {
  accountNumber,
  billingPeriod,
  bytes,
  day,
  instant,
  nextCursor,
  paging,
  planId,
  price,
  serviceId,
} from '../../../shared/http/fields.ts';
import { boughtDataAddOn } from '../data-add-on.ts';
import { overageRate } from '../figures.ts';

const difference = z
  .union([z.int(), z.string().check(z.regex(/^-?[1-9]\d{0,19}$/))])
  .check(z.describe('Bytes more, or less; a decimal string beyond 2^53'));

const limit = z.union([bytes, z.literal('unlimited')]);

const usageTotal = z.strictObject({
  accountNumber,
  serviceId,
  period: billingPeriod,
  closesAt: instant.check(z.describe('Usage that comes later adjusts the bill of the next period')),
  state: z
    .enum(['open', 'closed'])
    .check(
      z.describe(
        '`closed` five minutes after `closesAt`, when whatever was being counted is: the figures stay as they are',
      ),
    ),
  endedOn: z.optional(day.check(z.describe('First day without the service, which has ended'))),
  download: bytes,
  upload: bytes,
  total: bytes,
  planId: z.optional(
    planId.check(
      z.describe(
        'At the end of the period. Absent where it is not on file, and with it everything that follows from a plan',
      ),
    ),
  ),
  allowance: z.optional(limit.check(z.describe('Of the plan'))),
  dataAddOns: z
    .array(boughtDataAddOn)
    .check(z.describe('Bought for the period; names are in English')),
  limit: z.optional(limit.check(z.describe('Allowance and data add-ons together'))),
  overBy: z.optional(bytes.check(z.describe('Absent where there is no limit'))),
  overage: z.optional(
    z.strictObject({
      charge: price.check(
        z.describe('Before tax, with what was incurred before a data add-on or another plan'),
      ),
      rate: z.optional(
        overageRate.check(z.describe('At the end of the period; absent when more costs nothing')),
      ),
    }),
  ),
  adjustments: z
    .array(
      z.strictObject({
        period: day.check(z.describe('First day of the period, which was closed')),
        day,
        ...{ download: difference, upload: difference, total: difference },
      }),
    )
    .check(
      z.describe(
        'Of earlier periods, by day: what came since the period before this one closed, and is on no bill yet',
      ),
    ),
});

export const usageTotalsContract = defineContract({
  listUsageTotals: {
    method: 'GET',
    path: '/v1/operator/usage-totals',
    audience: 'operator',
    scope: 'usage:read',
    summary: 'Usage of the billing periods that ended on a day',
    description:
      'For billing outside: each Internet service whose billing period had this last day, used or not; also one that ended in the period, and one that ended before and has adjustments. ' +
      'Totals of a period that has closed are those of its close, whatever came later; ask for them when `state` is `closed`. ' +
      'Of periods before a service was on file nothing is told. ' +
      'A page may have fewer items than its limit, or none, while there is a next one.',
    query: z.strictObject({
      periodEnd: day.check(
        z.describe(
          'Last day of the periods, in the time zone of each account: over somewhere on earth, and not more than 13 months ago',
        ),
      ),
      ...paging,
    }),
    success: 'ok',
    answer: z.strictObject({ items: z.array(usageTotal), nextCursor }),
    problems: ['invalid-request'],
    examples: {
      answer: {
        items: [
          {
            ...{ accountNumber: '50012345678', serviceId: 'inet-000123' },
            period: { start: '2026-10-09', end: '2026-11-08' },
            ...{ closesAt: '2026-11-12T05:00:00.000Z', state: 'closed' },
            ...{ download: 440263777519, upload: 21159796263, total: 461423573782 },
            ...{ planId: 'internet-120', allowance: 400000000000 },
            dataAddOns: [
              {
                ...{ purchaseId: '019ab3a0-5c00-7d1e-8a53-0d6c6c1f0002' },
                ...{ dataAddOnId: 'donnees-50', name: '50 GB more', bytes: 50000000000 },
                price: { amount: 500, currency: 'CAD' },
                boughtAt: '2026-10-30T15:00:00.000Z',
              },
            ],
            ...{ limit: 450000000000, overBy: 11423573782 },
            overage: {
              charge: { amount: 1000, currency: 'CAD' },
              rate: {
                price: { amount: 1000, currency: 'CAD' },
                bytes: 50000000000,
                cap: { amount: 10000, currency: 'CAD' },
              },
            },
            adjustments: [
              {
                ...{ period: '2026-09-09', day: '2026-10-08' },
                ...{ download: 263777519, upload: -9796263, total: 253981256 },
              },
            ],
          },
        ],
      },
    },
  },
});
