/**
 * What an order changes, kind by kind: how it is stored, and how it is shown. What a kind makes of
 * its service is in order-parts.ts, and who is told of it in order-mails.ts; a kind that is added
 * here does not compile there until it says so. Pure.
 */
import * as z from 'zod/mini';
import type { StoredService } from './account.ts';
import { nameIn } from './catalog/catalog.ts';
import { bytes, catalogId, names, planId, price, type Language } from './http/fields.ts';
import { cad } from './money.ts';
import { tvChangeShown, tvChangeView } from './tv/plan-change-view.ts';
import { storedTvChange } from './tv/plan-change.ts';

/** As they were when the order was placed: it explains a bill when the catalog has moved on. */
const orderedPlan = z.object({ planId: z.string(), name: names, monthlyPrice: z.int() });
export type OrderedPlan = z.output<typeof orderedPlan>;

const storedPlanChange = z.object({
  kind: z.literal('plan'),
  from: orderedPlan,
  to: orderedPlan,
  /** Of TV alone. */
  tv: z.optional(storedTvChange),
});
export type StoredPlanChange = z.output<typeof storedPlanChange>;

/** Had as soon as it is ordered: such an order is never open, and holds up no other. */
const storedDataAddOn = z.object({
  kind: z.literal('data-add-on'),
  dataAddOnId: z.string(),
  name: names,
  bytes: z.union([z.int(), z.string()]),
});

const oneOrTwoNames = z.union([z.string(), names]);

/** `since`: the day it was picked, of one that goes. */
const pickedChannel = z.object({
  channelId: z.string(),
  name: oneOrTwoNames,
  class: z.enum(['basic', 'regular', 'premium']),
  since: z.optional(z.string()),
});

const storedTvSelection = z.object({
  kind: z.literal('tv-selection'),
  added: z.array(pickedChannel),
  removed: z.array(pickedChannel),
});
export type StoredTvSelection = z.output<typeof storedTvSelection>;

const tvAddOn = z.object({
  type: z.enum(['channel', 'package']),
  id: z.string(),
  name: oneOrTwoNames,
  /** In cents, as it was charged. */
  monthlyPrice: z.int(),
  since: z.optional(z.string()),
  /** The package that it comes with from now on. */
  comesWith: z.optional(z.string()),
});
export type TvAddOn = z.output<typeof tvAddOn>;

const storedTvAddOns = z.object({
  kind: z.literal('tv-add-ons'),
  added: z.array(tvAddOn),
  removed: z.array(tvAddOn),
});
export type StoredTvAddOns = z.output<typeof storedTvAddOns>;

export const storedChange = z.discriminatedUnion('kind', [
  storedPlanChange,
  storedDataAddOn,
  storedTvSelection,
  storedTvAddOns,
]);
type StoredChange = z.output<typeof storedChange>;

const nameAsked = z.string().check(z.describe('In the language asked for'));

const plan = z.strictObject({
  planId,
  name: nameAsked,
  monthlyPrice: price,
});

const shownPick = z.strictObject({ channelId: catalogId('a channel'), name: nameAsked });
const shownTvAddOn = z.strictObject({
  type: z.enum(['channel', 'package']),
  id: catalogId('a channel or package'),
  name: nameAsked,
  monthlyPrice: price,
  comesWith: z.optional(
    catalogId('the package').check(
      z.describe('The package that it comes with from then on, and is not charged beside'),
    ),
  ),
});

export const orderChange = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('plan'),
      from: plan,
      to: plan,
      tv: z.optional(
        tvChangeView.check(z.describe('Of a TV service: what becomes of its channels')),
      ),
    }),
    z.strictObject({
      kind: z.literal('data-add-on'),
      dataAddOnId: catalogId('a data add-on'),
      name: nameAsked,
      bytes: bytes.check(z.describe('By how much it raised the allowance of the period')),
    }),
    z
      .strictObject({
        kind: z.literal('tv-selection'),
        added: z.array(shownPick),
        removed: z.array(shownPick),
      })
      .check(z.describe('Of a pick-your-own plan; it holds from the moment it was placed')),
    z
      .strictObject({
        kind: z.literal('tv-add-ons'),
        added: z.array(shownTvAddOn),
        removed: z.array(shownTvAddOn),
      })
      .check(z.describe('Channels alone, and packages; it holds from the moment it was placed')),
  ])
  .check(z.describe('What is ordered; further kinds may come'));

export function changeView(change: StoredChange, language: Language): z.input<typeof orderChange> {
  switch (change.kind) {
    case 'plan':
      return {
        kind: 'plan',
        from: planView(change.from, language),
        to: planView(change.to, language),
        ...(change.tv === undefined ? {} : { tv: tvChangeShown(change.tv, language) }),
      };
    case 'data-add-on':
      return { ...change, name: nameIn(change.name, language) };
    case 'tv-selection': {
      const shown = ({ channelId, name }: StoredTvSelection['added'][number]) => ({
        ...{ channelId, name: nameIn(name, language) },
      });
      return {
        kind: 'tv-selection',
        added: change.added.map(shown),
        removed: change.removed.map(shown),
      };
    }
    case 'tv-add-ons': {
      const shown = ({ since: _days, ...one }: TvAddOn) => ({
        ...{ ...one, name: nameIn(one.name, language), monthlyPrice: cad(one.monthlyPrice) },
      });
      return {
        kind: 'tv-add-ons',
        added: change.added.map(shown),
        removed: change.removed.map(shown),
      };
    }
  }
}

const planView = ({ planId, name, monthlyPrice }: OrderedPlan, language: Language) => ({
  planId,
  name: nameIn(name, language),
  monthlyPrice: cad(monthlyPrice),
});

/** Whether the operator's document has made a service what was ordered. */
export function isAsOrdered(change: StoredChange, service: Pick<StoredService, 'planId'>): boolean {
  switch (change.kind) {
    case 'plan':
      return service.planId === change.to.planId;
    case 'data-add-on':
    case 'tv-selection':
    case 'tv-add-ons':
      return true;
  }
}

/** Had from the moment it is placed, whatever work follows: such an order holds up no other. */
export const isAtOnce = ({ kind }: Pick<StoredChange, 'kind'>): boolean => kind !== 'plan';
