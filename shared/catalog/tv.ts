/**
 * TV in the catalog: channels, packages of them, and plans. What is said of keeping, staying and
 * needing are the rules of who changes them: operators differ in them.
 */
import * as z from 'zod/mini';
import { catalogId, day, names, planId, price, text } from '../http/fields.ts';
import { common, ofPlan } from './common.ts';

const channelId = catalogId('a channel');
const packageId = catalogId('a package');

const days = (description: string) =>
  z.optional(
    z
      .int()
      .check(z.minimum(0), z.maximum(366), z.describe(`${description}; 30 if absent, 0: none`)),
  );

const minimumStayDays = days(
  'Days that it is kept, and paid, at least; counted from the day it was added',
);
const requires = z
  .optional(z.array(packageId).check(z.minLength(1), z.maxLength(10)))
  .check(z.describe('Packages that one must have too: bought, or with the plan'));

export const tvPlan = z.strictObject({
  type: z.literal('tv'),
  planId,
  ...common,
  ...ofPlan,
  basePackageId: catalogId('the basic package, which every TV plan includes'),
  includedPackages: z._default(z.array(packageId), []),
  pick: z
    .optional(
      z.strictObject({
        regular: z.int().check(z.nonnegative(), z.describe('Regular channels to pick')),
        premium: z.int().check(z.nonnegative(), z.describe('Premium channels to pick')),
        keepDays: days('Days that a channel is kept at least, once it was picked'),
        changesPerPeriod: z.optional(
          z
            .int()
            .check(
              z.positive(),
              z.describe('How often a billing period the selection may be changed; any if absent'),
            ),
        ),
      }),
    )
    .check(z.describe('Pick-your-own plans: how many channels are included')),
});

export const channel = z.strictObject({
  channelId,
  number: z.int().check(z.positive(), z.describe('Number on the remote')),
  name: z
    .union([text(60, 'The same in both languages'), names])
    .check(z.describe('Name as broadcast')),
  language: z.enum(['fr', 'en', 'other']),
  genre: z.enum([
    'general',
    'news',
    'sports',
    'movies',
    'series',
    'kids',
    'documentary',
    'lifestyle',
    'music',
    'ethnic',
    'adult',
  ]),
  class: z
    .enum(['basic', 'regular', 'premium'])
    .check(z.describe('As what it counts when it is picked; basic ones are not picked')),
  quality: z.enum(['sd', 'hd', '4k']),
  alaCartePrice: z.optional(price.check(z.describe('A month; absent: not sold alone'))),
  minimumStayDays,
  requires,
  retired: z
    .optional(z.boolean())
    .check(z.describe('Not added anymore, picked or alone; those who have it keep it')),
  endsOn: z
    .optional(day)
    .check(
      z.describe('First day that nobody has it; it is not added anymore from its announcement on'),
    ),
});

export const channelPackage = z.strictObject({
  packageId,
  ...common,
  kind: z
    .enum(['basic', 'theme', 'premium', 'business'])
    .check(z.describe('Customers add theme and premium packages themselves')),
  channels: z.array(channelId).check(z.minLength(1)),
  minimumStayDays,
  requires,
  excludes: z
    .optional(z.array(packageId).check(z.minLength(1), z.maxLength(10)))
    .check(z.describe('Packages that one cannot have with it')),
});
