import * as z from 'zod/mini';
import { defineContract } from '../../shared/http/contract.ts';
import { csvType } from '../../shared/http/csv.ts';
import {
  billingPeriod,
  bytes,
  day,
  equipment,
  instant,
  planId,
  price,
  serviceId,
} from '../../shared/http/fields.ts';
import { boughtDataAddOn } from './data-add-on.ts';
import * as examples from './examples.ts';
import { limitedAllowance, overage } from './figures.ts';

const traffic = { download: bytes, upload: bytes, total: bytes };

/** What is told of a period, on every page of it. */
const figures = {
  period: billingPeriod,
  daysLeft: z
    .int()
    .check(
      z.nonnegative(),
      z.describe('Days left in the period, today included; 0 once it is over'),
    ),
  dataAsOf: z.optional(
    instant.check(z.describe('The end of the latest record counted; absent when there is none')),
  ),
  totals: z.strictObject(traffic),
  allowance: z
    .union([limitedAllowance, z.strictObject({ unlimited: z.literal(true) })])
    .check(
      z.describe(
        'Of the plan at the end of the period where that is on file, else of the plan now',
      ),
    ),
  overage: z
    .optional(overage)
    .check(z.describe('Absent when nothing beyond the allowance costs anything')),
  dataAddOns: z
    .array(boughtDataAddOn)
    .check(z.describe('Bought for the period, in the order they were bought')),
  notices: z
    .array(
      z.strictObject({
        percent: z.int().check(z.describe('Of the limit of then')),
        at: instant,
        used: bytes,
        limit: bytes,
      }),
    )
    .check(z.describe('That a part of the allowance is used, as they were mailed to the holder')),
  projection: z.optional(
    z
      .strictObject({
        total: bytes.check(z.describe('Download and upload together; never below what is used')),
        method: z
          .literal('average-of-complete-days')
          .check(
            z.describe(
              'What is used until yesterday, and the average of the complete days for each day left, today included',
            ),
          ),
        completeDays: z.int().check(z.positive(), z.describe('Days the average is made of')),
      })
      .check(
        z.describe(
          'What the current period will come to. Absent while no day of it is complete, and of services that have ended',
        ),
      ),
  ),
};

const plan = z.strictObject({
  planId,
  name: z.string().check(z.describe('In the language of Accept-Language, else of the account')),
  monthlyPrice: price,
  downloadMbps: z.number(),
  uploadMbps: z.number(),
  allowance: z
    .union([bytes, z.literal('unlimited')])
    .check(z.describe('Bytes per billing period, download and upload together')),
});

const inBoth = {
  'Accept-Language': 'fr-CA or en-CA: names of plans, and of the columns of CSV',
};

export const internetContract = defineContract({
  getInternet: {
    method: 'GET',
    path: '/v1/internet/{serviceId}',
    audience: 'customer',
    permission: 'viewUsage',
    summary: 'An Internet service: plan, equipment and the current period',
    description:
      'What stands at the head of the Internet tab. How the customer calls the service, and its add-ons, are in `GET /v1/services`.',
    headers: inBoth,
    params: z.strictObject({ serviceId }),
    success: 'ok',
    answer: z.strictObject({
      serviceId,
      status: z.enum(['active', 'ended']),
      endedOn: z.optional(day.check(z.describe('First day without the service'))),
      plan,
      equipment: z.array(equipment),
      ...figures,
    }),
    problems: ['not-found'],
    examples: { answer: examples.internet },
  },
  getUsage: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/usage',
    audience: 'customer',
    permission: 'viewUsage',
    summary: 'Internet usage of a billing period, day by day',
    description:
      "The current billing period, or one of the three before it. Days are calendar days of the account's time zone (23 or 25 hours long when clocks change); " +
      'every day of the period up to today has a row. Usage appears after the next aggregation run: `dataAsOf` tells how far it reaches. ' +
      'Usage that comes after a period has closed (3 days after its end, unless the operator chose otherwise) is shown where it belongs, marks its day `revised`, and goes on the next bill.',
    headers: inBoth,
    params: z.strictObject({ serviceId }),
    query: z.strictObject({
      period: z.optional(
        day.check(z.describe('First day of the billing period; the current one if absent')),
      ),
    }),
    success: 'ok',
    answer: z.strictObject({
      serviceId,
      current: z.boolean(),
      ...figures,
      days: z.array(
        z.strictObject({
          day,
          ...traffic,
          revised: z.optional(
            z
              .literal(true)
              .check(z.describe('It changed after its period closed; absent where it did not')),
          ),
        }),
      ),
      periods: z
        .array(billingPeriod)
        .check(z.describe('The periods that can be asked for, newest first')),
    }),
    answerType: ['application/json', csvType],
    problems: ['not-found', 'unknown-period'],
    examples: { answer: examples.usage, otherTypes: { [csvType]: examples.usageCsv } },
  },
  listUsagePeriods: {
    method: 'GET',
    path: '/v1/internet/{serviceId}/usage/periods',
    audience: 'customer',
    permission: 'viewUsage',
    summary: 'Internet usage of 13 months, by billing period',
    description:
      'The current billing period and the twelve before it, newest first. `allowance` and `overBy` are those of the plan at the end of each period, with its data add-ons; ' +
      'they are absent where that plan is not on file, and `overBy` where the plan was unlimited.',
    headers: inBoth,
    params: z.strictObject({ serviceId }),
    success: 'ok',
    answer: z.strictObject({
      serviceId,
      items: z.array(
        z.strictObject({
          ...billingPeriod.shape,
          ...traffic,
          allowance: z.optional(z.union([bytes, z.literal('unlimited')])),
          overBy: z.optional(bytes.check(z.describe('0 where the allowance was enough'))),
          overage: z.optional(
            price.check(z.describe('What that cost, before tax; absent where it cost nothing')),
          ),
        }),
      ),
    }),
    answerType: ['application/json', csvType],
    problems: ['not-found'],
    examples: {
      answer: examples.usagePeriods,
      otherTypes: { [csvType]: examples.usagePeriodsCsv },
    },
  },
});
