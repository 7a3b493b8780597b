import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { billingPeriod, bytes, day, instant, serviceId } from '../../shared/http/fields.ts';

const traffic = { download: bytes, upload: bytes, total: bytes };

export const internetContract = defineContract({
  getUsage: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/usage',
    audience: 'customer',
    permission: 'viewUsage',
    summary: 'Internet usage of a billing period, day by day',
    description:
      "The current billing period, or one of the three before it. Days are calendar days of the account's time zone (23 or 25 hours long when clocks change); " +
      'every day of the period up to today has a row. Usage appears after the next aggregation run: `dataAsOf` tells how far it reaches.',
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
      daysLeft: z
        .int()
        .check(
          z.nonnegative(),
          z.describe('Days left in the period, today included; 0 once it is over'),
        ),
      dataAsOf: z.optional(
        instant.check(
          z.describe('The end of the latest record counted; absent when there is none'),
        ),
      ),
      totals: z.strictObject(traffic),
      allowance: z.union([
        z.strictObject({
          unlimited: z.literal(false),
          limit: bytes,
          remaining: bytes.check(z.describe('0 once the allowance is used up')),
          overBy: bytes,
          percentUsed: z.number().check(z.describe('With one decimal, rounded down')),
        }),
        z.strictObject({ unlimited: z.literal(true) }),
      ]),
      days: z.array(z.strictObject({ day, ...traffic })),
      periods: z
        .array(billingPeriod)
        .check(z.describe('The periods that can be asked for, newest first')),
    }),
    problems: ['not-found', 'unknown-period', 'missing-permission'],
    examples: {
      answer: {
        serviceId: 'inet-000123',
        period: { start: '2026-11-09', end: '2026-12-08' },
        current: true,
        daysLeft: 16,
        dataAsOf: '2026-11-23T05:00:00.000Z',
        totals: { download: 263777519, upload: 159796263, total: 423573782 },
        allowance: {
          unlimited: false,
          limit: 400000000000,
          remaining: 399576426218,
          overBy: 0,
          percentUsed: 0.1,
        },
        days: [{ day: '2026-11-09', download: 263777519, upload: 159796263, total: 423573782 }],
        periods: [
          { start: '2026-11-09', end: '2026-12-08' },
          { start: '2026-10-09', end: '2026-11-08' },
          { start: '2026-09-09', end: '2026-10-08' },
          { start: '2026-08-09', end: '2026-09-08' },
        ],
      },
    },
  },
});
