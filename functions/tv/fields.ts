/** What the routes of TV tell of channels, packages and the selection. */
import * as z from 'zod/mini';
import { channel as catalogChannel } from '../../shared/catalog/tv.ts';
import {
  catalogId,
  day,
  equipment,
  names,
  planId,
  price,
  serviceId,
} from '../../shared/http/fields.ts';
import { upcomingChange } from '../../shared/tv/upcoming-view.ts';
import { draftOrder } from '../../shared/order-view.ts';

export const channelId = catalogId('a channel');
export const packageId = catalogId('a package');
const name = z.string().check(z.describe('In the language asked for'));
const count = z.int().check(z.nonnegative());
const monthlyPrice = price.check(z.describe('A month, before tax'));

const source = z
  .strictObject({
    kind: z.enum(['basic', 'plan', 'package', 'picked', 'a-la-carte']),
    packageId: z.optional(packageId.check(z.describe('Of a package'))),
  })
  .check(
    z.describe(
      'What one has it by: the basic package, another one of the plan or one that was bought; picked; or alone',
    ),
  );

const keptDays = {
  addedOn: z.optional(day.check(z.describe('Absent where nobody knows anymore'))),
  keptUntil: z.optional(day.check(z.describe('First day it may go; absent: at any time'))),
};

const use = z.strictObject({ included: count, used: count });
export const selectionUse = { regular: use, premium: use };

const selection = z.strictObject({
  ...selectionUse,
  keepDays: count.check(z.describe('Days that a channel is kept at least')),
  changes: z.strictObject({
    made: count.check(z.describe('In this billing period')),
    most: z.optional(count.check(z.describe('Absent: any number'))),
    nextPeriod: day.check(z.describe('From when on they are counted anew')),
  }),
  nextChangeOn: z.optional(
    day.check(
      z.describe(
        'First day on which anything can be changed: a channel may go, or there are changes again; absent: today',
      ),
    ),
  ),
  channels: z.array(
    z.strictObject({
      channelId,
      number: z.int(),
      name,
      class: catalogChannel.shape.class,
      ...keptDays,
    }),
  ),
});

const priceLine = z.strictObject({
  kind: z.enum(['plan', 'package', 'a-la-carte', 'add-on']),
  id: catalogId('what is charged'),
  name,
  price: monthlyPrice,
  comesWith: z.optional(
    source.check(
      z.describe('Why a channel or package costs nothing by itself: it is had by this anyway'),
    ),
  ),
});

export const tvPage = z.strictObject({
  serviceId,
  label: z.optional(z.string()),
  plan: z.strictObject({ planId, name, monthlyPrice }),
  equipment: z.array(equipment),
  selection: z.optional(selection.check(z.describe('Of a pick-your-own plan'))),
  packages: z.array(
    z.strictObject({
      packageId,
      name,
      by: z.enum(['basic', 'plan', 'bought']),
      channels: z.array(channelId),
      ...keptDays,
    }),
  ),
  alaCarte: z.array(z.strictObject({ channelId, number: z.int(), name, ...keptDays })),
  channelCount: count.check(z.describe('Channels that one has, in whatever way')),
  monthlyPrice: z.strictObject({ lines: z.array(priceLine), total: monthlyPrice }),
  upcoming: z
    .array(upcomingChange)
    .check(z.describe('What announced catalogs change for this service, the first day first')),
  pendingOrderId: z.optional(
    z
      .uuid()
      .check(z.describe('An order of another plan: until it is done nothing else can be changed')),
  ),
  canChange: z
    .boolean()
    .check(z.describe('Whether who asks may change it at all: not on business accounts')),
});

const obstacle = {
  why: z.optional(
    z
      .enum([
        'basic',
        'already-had',
        'discontinued',
        'not-sold-alone',
        'not-offered',
        'package-needed',
        'package-excluded',
        'no-place-left',
        'no-changes-left',
        'order-pending',
        'read-only',
      ])
      .check(z.describe('Why it cannot be had now')),
  ),
  from: z.optional(day.check(z.describe('From when on it will be possible, where that is known'))),
  on: z.optional(day.check(z.describe('Of what is discontinued: the first day nobody has it'))),
  by: z.optional(source.check(z.describe('What one has it by already'))),
  packages: z.optional(
    z.array(packageId).check(z.describe('Those that are needed, or in the way')),
  ),
};

const choice = z.strictObject({
  selectable: z.boolean().check(z.describe('Whether it can be chosen now')),
  chosen: z.boolean().check(z.describe('It is already')),
  keptUntil: keptDays.keptUntil,
  ...obstacle,
});

export const lineup = z.strictObject({
  catalogVersion: z.int(),
  items: z.array(
    z.strictObject({
      channelId,
      number: z.int().check(z.describe('On the remote')),
      name: names,
      language: catalogChannel.shape.language,
      genre: catalogChannel.shape.genre,
      class: catalogChannel.shape.class,
      quality: catalogChannel.shape.quality,
      packages: z.array(packageId).check(z.describe('In which it comes')),
      had: z.array(source).check(z.describe('How one has it; empty: one does not')),
      pick: z.optional(
        choice.check(z.describe('For the selection; absent where the plan has none')),
      ),
      alone: z.optional(
        z
          .strictObject({ monthlyPrice, ...choice.shape })
          .check(z.describe('À la carte; absent where it is not sold so')),
      ),
      endsOn: z.optional(day.check(z.describe('First day that nobody has it'))),
    }),
  ),
  packages: z.array(
    z.strictObject({
      packageId,
      name: names,
      kind: z.enum(['basic', 'theme', 'premium', 'business']),
      monthlyPrice,
      ...choice.shape,
    }),
  ),
});

/** Of a change that holds at once. */
const changed = z
  .boolean()
  .check(z.describe('False when it was so already: nothing is ordered, nothing charged'));
export const changeAnswer = {
  changed,
  monthlyPrice: monthlyPrice.check(z.describe('Of the whole service afterwards, before tax')),
  order: z.optional(draftOrder),
};

export type SourceView = z.input<typeof source>;
export type ChoiceView = z.input<typeof choice>;
export type TvPageView = z.input<typeof tvPage>;
export type LineupView = z.input<typeof lineup>;
