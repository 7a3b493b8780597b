/**
 * What an Internet service has of the security products, as stored: one item for each service, in
 * its account's partition. Billing reads from it what is to be charged, and credited.
 */
import * as z from 'zod/mini';
import { platform } from './http/fields.ts';

const subscription = z.object({
  productId: z.string(),
  /** First day with the product, … */
  activatedOn: z.string(),
  /** … and first day without it, in the account's zone. A service that ends ends it too. */
  cancelledOn: z.optional(z.string()),
});
export type Subscription = z.output<typeof subscription>;

const seat = z.object({
  seatId: z.string(),
  productId: z.string(),
  platform,
  /** What the customer calls the device. */
  deviceName: z.string(),
  takenAt: z.number(),
  lastDownloadAt: z.number(),
});
export type Seat = z.output<typeof seat>;

export const storedSecurity = z.object({
  serviceId: z.string(),
  /** Goes up with each change; 0 is not stored yet. */
  version: z.int(),
  /** The oldest first; at most one of a product is open. */
  subscriptions: z.array(subscription),
  seats: z.array(seat),
  /** Product → platform → links given out. */
  downloads: z.record(z.string(), z.record(z.string(), z.int())),
});
export type StoredSecurity = z.output<typeof storedSecurity>;
