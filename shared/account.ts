/** An account and its services, as stored: one item, so that every page of it starts with one Get. */
import * as z from 'zod/mini';
import { equipment, language, serviceAddress, serviceType, standing } from './http/fields.ts';

export const accountKind = z.enum(['residential', 'business']);
export type AccountKind = z.output<typeof accountKind>;

/** Whether customers change their services themselves: operator configuration, by kind of account. */
export const changesOwnServices: Readonly<Record<AccountKind, boolean>> = {
  residential: true,
  business: false,
};

/** What customers choose of TV, and the days that keeping it is counted from. */
const storedTv = z.object({
  /** Picked channels, by the day each was added; the beginning of time where nobody knows. */
  picked: z.record(z.string(), z.string()),
  /** Since when channels and packages of `addOns` are had; what is not named must not be kept. */
  heldSince: z.record(z.string(), z.string()),
  /** How often the selection was changed in the billing period that begins then. */
  changes: z.optional(z.object({ period: z.string(), count: z.int() })),
});
export type StoredTv = z.output<typeof storedTv>;

const storedService = z.object({
  serviceId: z.string(),
  type: serviceType,
  planId: z.string(),
  label: z.optional(z.string()),
  /** What the customer calls it; shown instead of the operator's label. */
  ownLabel: z.optional(z.string()),
  equipment: z.array(equipment),
  addOns: z.array(z.string()),
  /** Of TV alone; absent until something was chosen. */
  tv: z.optional(storedTv),
  /** The order of this service that has not ended: there is one at a time. */
  pendingOrderId: z.optional(z.string()),
  phoneNumber: z.optional(z.string()),
  status: z.enum(['active', 'ended']),
  /** First day without the service, in the account's zone. */
  endedOn: z.optional(z.string()),
});
export type StoredService = z.output<typeof storedService>;

/** Undefined when there is none of that type, or not any more. */
export const activeService = (
  services: readonly StoredService[],
  serviceId: string,
  type: StoredService['type'],
) =>
  services.find(
    (one) => one.serviceId === serviceId && one.type === type && one.status === 'active',
  );

export const storedAccount = z.object({
  accountNumber: z.string(),
  kind: accountKind,
  /** Whom the operator writes to; the address to sign in with is the profile's. */
  holder: z.object({
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    phone: z.optional(z.string()),
  }),
  holderProfileId: z.string(),
  /** The holder had their profile erased: nobody is invited to the account by itself. */
  holderErasedAt: z.optional(z.number()),
  language,
  serviceAddress,
  timeZone: z.string(),
  cycles: z.array(z.object({ from: z.string(), day: z.int() })),
  pinHash: z.optional(z.string()),
  services: z.array(storedService),
  standing: z.optional(standing),
  version: z.int(),
});
export type StoredAccount = z.output<typeof storedAccount>;
