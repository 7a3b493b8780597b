/**
 * A TV purchase as stored: what was bought, and what was told of it since. One item for each, in the
 * partition of its account. Amounts are in cents, instants in epoch milliseconds.
 */
import * as z from 'zod/mini';

/** By rank: whatever order they are told in, the last of them that was told is where it stands. */
export const purchaseStatuses = ['pending', 'viewed', 'charged', 'cancelled', 'credited'] as const;
export type PurchaseStatus = (typeof purchaseStatuses)[number];

export const purchaseTypes = ['vod', 'ppv'] as const;

const purchaseEvent = z.object({
  status: z.enum(purchaseStatuses),
  amount: z.int(),
  viewedAt: z.optional(z.int()),
});
export type PurchaseEvent = z.output<typeof purchaseEvent>;

export const storedPurchase = z.object({
  purchaseId: z.string(),
  accountNumber: z.string(),
  serviceId: z.string(),
  type: z.enum(purchaseTypes),
  titleId: z.string(),
  title: z.string(),
  /** Delegates are not shown the title. */
  masked: z.boolean(),
  orderedAt: z.int(),
  rentalHours: z.int(),
  /** At most one of each status, in the order they came in. */
  events: z.array(purchaseEvent),
});
export type StoredPurchase = z.output<typeof storedPurchase>;

/**
 * How long a purchase is kept, from when it was ordered: as long as the bill it is on can be seen,
 * which is one of 24. What somebody watched is nobody's business longer than that.
 */
export const purchaseKeptFor = 760 * 86_400_000;
