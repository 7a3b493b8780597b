/** How far an allowance is used, and what more costs: as every page shows it. */
import * as z from 'zod/mini';
import { bytes, price } from '../../shared/http/fields.ts';

export const limitedAllowance = z.strictObject({
  unlimited: z.literal(false),
  limit: bytes.check(z.describe('Of the plan, with the data add-ons of the period')),
  remaining: bytes.check(z.describe('0 once the allowance is used up')),
  overBy: bytes,
  percentUsed: z.number().check(z.describe('With one decimal, rounded down')),
});

export const overageRate = z.strictObject({
  price: price.check(z.describe('For each block that is started')),
  bytes: bytes.check(z.describe('Of a block')),
  cap: z.optional(price.check(z.describe('The most that the period costs'))),
});

export const overage = z.strictObject({
  charge: price.check(
    z.describe(
      'What usage beyond the limit costs so far, before tax, on the next bill. Neither a data add-on nor another plan takes back what was incurred before it',
    ),
  ),
  rate: z
    .optional(overageRate)
    .check(z.describe('Absent when more costs nothing, as on an unlimited plan')),
});
