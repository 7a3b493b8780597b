/**
 * Orders: every change of a service is one, from when it is asked for until it is done or not. What
 * a step makes of an order is decided here; order-parts.ts writes it. Pure.
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { dayOf, periodOf, startOfDay, type Cycle, type Day } from './calendar.ts';
import { language, serviceType } from './http/fields.ts';
import { storedChange } from './order-change.ts';
import { prorationRule, proratedPrice, storedPrice } from './price-summary.ts';

export const openStatuses = ['submitted', 'scheduled', 'in-progress'] as const;
export type OpenStatus = (typeof openStatuses)[number];
export const orderStatuses = [...openStatuses, 'completed', 'failed', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const isOpen = (status: OrderStatus): status is OpenStatus =>
  (openStatuses as readonly OrderStatus[]).includes(status);

/**
 * What may happen to an order: the work is started, ends well or badly; the customer takes it back;
 * the operator's document of the account makes it pointless.
 */
export type Step = 'started' | 'completed' | 'failed' | 'undone' | 'superseded';

const waiting = {
  started: 'in-progress',
  // Its start may be told later, or never.
  completed: 'completed',
  failed: 'failed',
  undone: 'cancelled',
  superseded: 'cancelled',
} as const;

/** A step that is not named changes nothing: it was taken before, or comes too late. */
const machine: Readonly<Record<OrderStatus, Partial<Record<Step, OrderStatus>>>> = {
  submitted: waiting,
  scheduled: waiting,
  'in-progress': { completed: 'completed', failed: 'failed', superseded: 'cancelled' },
  completed: {},
  failed: {},
  cancelled: {},
};

export const statusAfter = (status: OrderStatus, step: Step): OrderStatus | undefined =>
  machine[status][step];

/** Now, in the period that is under way; or with the next one. */
export const orderWhen = z.enum(['now', 'next-period']);

/** Who does the work: the operator's systems tell of it by events, or it is done at once. */
export const fulfilment = z.enum(['operator', 'automatic']);
export type Fulfilment = z.output<typeof fulfilment>;

export const storedOrder = z.object({
  orderId: z.string(),
  accountNumber: z.string(),
  serviceId: z.string(),
  serviceType,
  status: z.enum(orderStatuses),
  when: orderWhen,
  fulfilment,
  placedAt: z.number(),
  /** The profile of who ordered. */
  placedBy: z.string(),
  language,
  timeZone: z.string(),
  /** First day with the change, as it was promised; once completed, as it was. */
  effectiveDate: z.string(),
  change: storedChange,
  price: storedPrice,
  /** Absent where nothing has a monthly price. */
  proration: z.optional(prorationRule),
  endedAt: z.optional(z.number()),
  /** Of a failure, as the operator's system told it: for the operator alone. */
  reason: z.optional(z.string()),
  /** Counts the steps. */
  version: z.int(),
});
export type StoredOrder = z.output<typeof storedOrder>;

/** Ids sort by the time they were given (UUID version 7). */
export function newOrderId(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether the day of a change has come where the account is. */
export const isDue = (
  { effectiveDate, timeZone }: Pick<StoredOrder, 'effectiveDate' | 'timeZone'>,
  now: Date,
) => now.getTime() >= startOfDay(effectiveDate, timeZone);

type Taken = {
  /** When the step was taken. */
  at: Date;
  /** Of a completion: the first day with the change; the day that was promised if absent. */
  activatedOn?: Day;
  reason?: string | undefined;
};

/** Undefined when the step changes nothing. */
export function advanced(
  order: StoredOrder,
  step: Step,
  { at, activatedOn, reason }: Taken,
  cycles: readonly Cycle[],
): StoredOrder | undefined {
  const status = statusAfter(order.status, step);
  if (status === undefined) return undefined;
  return {
    ...order,
    ...(status === 'completed' && activatedOn !== undefined
      ? activated(order, activatedOn, cycles)
      : {}),
    ...(isOpen(status) ? {} : { endedAt: at.getTime() }),
    ...(reason === undefined ? {} : { reason }),
    status,
    version: order.version + 1,
  };
}

/** On another day than was promised it costs what is left of that day's period. */
function activated(order: StoredOrder, activatedOn: Day, cycles: readonly Cycle[]) {
  const placedOn = dayOf(order.placedAt, order.timeZone);
  const from = activatedOn < placedOn ? placedOn : activatedOn;
  if (from === order.effectiveDate) return {};
  const { price, proration: rule } = order;
  if (rule === undefined) return { effectiveDate: from };
  const prorated = proratedPrice(price, { from, period: periodOf(from, cycles), rule });
  return { effectiveDate: from, price: { ...price, ...prorated } };
}
