/**
 * What an order changes, kind by kind: how it is stored, and how it is shown. What a kind makes of
 * its service, and who is told of it, is in order-parts.ts; a kind that is added here does not
 * compile there until it says so. Pure.
 */
import * as z from 'zod/mini';
import type { StoredService } from './account.ts';
import { nameIn } from './catalog/catalog.ts';
import { bytes, catalogId, names, planId, price, type Language } from './http/fields.ts';
import { cad } from './money.ts';
import { storedTvChange, tvChangeShown, tvChangeView } from './tv/plan-change.ts';

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

export const storedChange = z.discriminatedUnion('kind', [storedPlanChange, storedDataAddOn]);
type StoredChange = z.output<typeof storedChange>;

const plan = z.strictObject({
  planId,
  name: z.string().check(z.describe('In the language asked for')),
  monthlyPrice: price,
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
      name: z.string().check(z.describe('In the language asked for')),
      bytes: bytes.check(z.describe('By how much it raised the allowance of the period')),
    }),
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
      return true;
  }
}
