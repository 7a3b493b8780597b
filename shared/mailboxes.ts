/**
 * The mailboxes of an Internet service, as stored. What is shown and counted is one item for each
 * service, in its account's partition; whose an address is, and the hash of its password, is an item
 * of the address, which ends with it.
 */
import * as z from 'zod/mini';

const mailbox = z.object({
  /** Names it where its address must not stand: in activity and outbox. */
  mailboxId: z.string(),
  address: z.string(),
  forwardTo: z.optional(z.string()),
  suspended: z.boolean(),
  createdAt: z.number(),
  /** It can be had back for the grace from here; then its address is free. */
  deletedAt: z.optional(z.number()),
});
export type Mailbox = z.output<typeof mailbox>;

export const storedMailboxes = z.object({
  serviceId: z.string(),
  /** Goes up with each change; 0 is not stored yet. */
  version: z.int(),
  mailboxes: z.array(mailbox),
});
export type StoredMailboxes = z.output<typeof storedMailboxes>;

export const graceDays = 30;
const graceMs = graceDays * 86_400_000;

/** When the address of a mailbox that was deleted then is free again. */
export const freeFrom = (deletedAt: number) => deletedAt + graceMs;

/** Readers decide by the clock: what is left of it afterwards is housekeeping's. */
export const isGone = ({ deletedAt }: Pick<Mailbox, 'deletedAt'>, now: Date) =>
  deletedAt !== undefined && freeFrom(deletedAt) <= now.getTime();
