/**
 * Who did what on an account, when, and on whose behalf. An entry is written in the transaction of
 * what it tells of. It holds ids and codes: names are looked up when it is read, so that an erased
 * person leaves none behind.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { roles } from './http/contract.ts';
import { ttlAt } from './table/client.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

export const actions = [
  'signed-in',
  'session-ended',
  'signed-out-everywhere',
  'password-changed',
  'password-reset',
  'email-change-asked',
  'email-changed',
  'totp-on',
  'totp-off',
  'recovery-codes-replaced',
  'passkey-added',
  'passkey-removed',
  'profile-changed',
  'delegate-invited',
  'delegate-accepted',
  'delegate-rights-changed',
  'delegate-removed',
  'service-renamed',
  'order-placed',
  'order-undone',
  'data-add-on-bought',
  'security-subscribed',
  'security-cancelled',
  'security-seat-taken',
  'security-seat-freed',
  'mailbox-created',
  'mailbox-password-changed',
  'mailbox-forwarding-changed',
  'mailbox-suspended',
  'mailbox-resumed',
  'mailbox-deleted',
  'mailbox-restored',
  'export-asked',
  'profile-erased',
] as const;
export type Action = (typeof actions)[number];

/** What a person does with their own profile: a delegate's are nobody else's to read. */
export const personalActions: ReadonlySet<Action> = new Set([
  'password-changed',
  'password-reset',
  'email-change-asked',
  'email-changed',
  'totp-on',
  'totp-off',
  'recovery-codes-replaced',
  'passkey-added',
  'passkey-removed',
  'profile-changed',
  'session-ended',
  'signed-out-everywhere',
  'export-asked',
]);

const keptFor = 2 * 365 * 86_400_000;

export const activity = z.object({
  activityId: z.string(),
  accountNumber: z.string(),
  at: z.iso.datetime(),
  action: z.enum(actions),
  profileId: z.string(),
  role: z.enum(roles),
  /** Ids and codes only. */
  details: z.optional(z.record(z.string(), z.string())),
});
export type Activity = z.output<typeof activity>;

/** Who acts: a `Customer`, or a membership of who has no session. */
type Actor = Pick<Activity, 'accountNumber' | 'profileId' | 'role'>;

export function activityItem(
  { accountNumber, profileId, role }: Actor,
  { action, details }: Pick<Activity, 'action' | 'details'>,
  now: Date,
) {
  const at = now.toISOString();
  const activityId = randomUUID();
  return {
    // Who has no account leaves the entry with themselves.
    ...keys.activity(accountNumber || profileId, at, activityId),
    ...{ activityId, accountNumber, at, action, profileId, role },
    ...(details === undefined ? {} : { details }),
    expiresAt: ttlAt(new Date(now.getTime() + keptFor)),
  };
}

export const activityPart = (...entry: Parameters<typeof activityItem>): Part => ({
  Put: { Item: activityItem(...entry) },
});
