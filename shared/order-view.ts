/** An order as it is shown. */
import * as z from 'zod/mini';
import { day, instant, serviceId, serviceType, type Language } from './http/fields.ts';
import { changeView, isAtOnce, orderChange } from './order-change.ts';
import { isDue, orderStatuses, orderWhen, statusAfter, type StoredOrder } from './orders.ts';
import { priceSummary, priceView } from './price-summary.ts';

export const orderId = z.uuid().check(z.describe('Identifier of an order'));

export const order = z.strictObject({
  orderId,
  serviceId,
  serviceType,
  status: z
    .enum(orderStatuses)
    .check(
      z.describe(
        '`scheduled` waits for its day, `submitted` for the work to start; `completed`, `failed` and `cancelled` stay as they are',
      ),
    ),
  when: orderWhen,
  placedAt: instant,
  effectiveDate: day.check(
    z.describe('First day with the change; until it is completed, the day it is meant for'),
  ),
  endedAt: z.optional(instant),
  change: orderChange,
  price: priceSummary.check(z.describe('Before tax')),
  canUndo: z.boolean().check(z.describe('Whether DELETE /v1/orders/{orderId} takes it back')),
});
type OrderView = z.input<typeof order>;

/** The same, also of an order that is only tried: such a one has no id. */
export const draftOrder = z.strictObject({
  ...order.shape,
  orderId: z.optional(order.shape.orderId),
});

/** The work has not started, and the day has not come. What is had at once is changed back instead. */
export const canUndo = (one: StoredOrder, now: Date) =>
  !isAtOnce(one.change) &&
  statusAfter(one.status, 'undone') !== undefined &&
  !(one.status === 'scheduled' && isDue(one, now));

export function orderView(one: StoredOrder, language: Language, now: Date): OrderView {
  return {
    orderId: one.orderId,
    serviceId: one.serviceId,
    serviceType: one.serviceType,
    status: one.status,
    when: one.when,
    placedAt: new Date(one.placedAt).toISOString(),
    effectiveDate: one.effectiveDate,
    ...(one.endedAt === undefined ? {} : { endedAt: new Date(one.endedAt).toISOString() }),
    change: changeView(one.change, language),
    price: priceView(one.price),
    canUndo: canUndo(one, now),
  };
}

export const exampleOrder = {
  orderId: '019ab3a0-5c00-7d1e-8a53-0d6c6c1f0001',
  serviceId: 'inet-000123',
  serviceType: 'internet',
  status: 'submitted',
  when: 'now',
  placedAt: '2026-11-23T15:00:00.000Z',
  effectiveDate: '2026-11-23',
  change: {
    kind: 'plan',
    from: {
      planId: 'internet-120',
      name: 'Internet 120',
      monthlyPrice: { amount: 6495, currency: 'CAD' },
    },
    to: {
      planId: 'internet-400',
      name: 'Internet 400 Unlimited',
      monthlyPrice: { amount: 7995, currency: 'CAD' },
    },
  },
  price: {
    monthlyDifference: { amount: 1500, currency: 'CAD' },
    prorated: {
      ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
      credit: { amount: 3464, currency: 'CAD' },
      charge: { amount: 4264, currency: 'CAD' },
      amount: { amount: 800, currency: 'CAD' },
    },
  },
  canUndo: true,
} as const;
