/** The catalog as the operator publishes it: what can be subscribed to, from a day on. */
import * as z from 'zod/mini';
import { bytes, catalogId, day, names, planId, platform, price } from '../http/fields.ts';
import { common, ofPlan } from './common.ts';
import { channel, channelPackage, tvPlan } from './tv.ts';

const overage = z.strictObject({
  price: price.check(z.describe('For each block that is started')),
  bytes: bytes.check(
    z.refine((size) => BigInt(size) > 0n, { error: 'more than nothing' }),
    z.describe('Of a block: 1000000000 charges by the gigabyte, 50000000000 in blocks of 50 GB'),
  ),
  cap: z.optional(price.check(z.describe('The most that a billing period costs; none if absent'))),
});

const internetPlan = z.strictObject({
  type: z.literal('internet'),
  planId,
  ...common,
  ...ofPlan,
  downloadMbps: z.number().check(z.positive()),
  uploadMbps: z.number().check(z.positive()),
  allowance: z
    .union([bytes, z.literal('unlimited')])
    .check(z.describe('Bytes per billing period, download and upload together')),
  overage: z
    .optional(z.union([overage, z.literal('none')]))
    .check(
      z.describe(
        'What usage beyond the allowance costs; `none`: nothing. $10 for each 50 GB started, at most $100 a period, if absent',
      ),
    ),
  mailboxes: z.optional(
    z
      .int()
      .check(z.minimum(0), z.maximum(50), z.describe('Mailboxes that come with it; 5 if absent')),
  ),
});

const phonePlan = z.strictObject({
  type: z.literal('phone'),
  planId,
  ...common,
  ...ofPlan,
  includedLongDistanceMinutes: z.union([z.int().check(z.nonnegative()), z.literal('unlimited')]),
});

const addOn = z.strictObject({
  addOnId: catalogId('an add-on'),
  ...common,
  for: z.enum(['internet', 'tv', 'phone']),
});

const dataAddOn = z.strictObject({
  dataAddOnId: catalogId('a data add-on'),
  name: names,
  price: price.check(z.describe('Once, on the next bill')),
  bytes: bytes.check(
    z.refine((size) => BigInt(size) > 0n, { error: 'more than nothing' }),
    z.describe('By how much it raises the allowance of the billing period it is bought in'),
  ),
  audience: common.audience,
  retired: common.retired,
});

const securityProduct = z.strictObject({
  productId: catalogId('a security product'),
  ...common,
  included: z
    .boolean()
    .check(z.describe('Comes with every Internet service, at no charge; else it is subscribed to')),
  seats: z
    .int()
    .check(z.minimum(1), z.maximum(50), z.describe('Devices of a service it may be installed on')),
  platforms: z
    .array(
      z.strictObject({
        platform,
        file: z
          .string()
          .check(
            z.maxLength(200),
            z.regex(/^[A-Za-z0-9][\w-]*(?:[./][A-Za-z0-9][\w-]*)*$/),
            z.describe('Path of the installer on the download host: go/2026/securite-go.apk'),
          ),
      }),
    )
    .check(z.minLength(1), z.maxLength(platform.options.length)),
});

export const catalogDocument = z.strictObject({
  effectiveFrom: day.check(z.describe('First day it is in force; a later day announces a change')),
  plans: z
    .array(z.discriminatedUnion('type', [internetPlan, tvPlan, phonePlan]))
    .check(z.maxLength(500)),
  channels: z.array(channel).check(z.maxLength(1000)),
  packages: z.array(channelPackage).check(z.maxLength(500)),
  addOns: z.array(addOn).check(z.maxLength(500)),
  dataAddOns: z
    .optional(z.array(dataAddOn).check(z.maxLength(50)))
    .check(z.describe('What raises an allowance for one billing period; none if absent')),
  securityProducts: z
    .optional(z.array(securityProduct).check(z.maxLength(50)))
    .check(z.describe('What protects the devices of Internet customers; none if absent')),
});
export type CatalogDocument = z.output<typeof catalogDocument>;
