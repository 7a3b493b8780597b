/** A delegate as the holder's account keeps them: what the holder typed, and what they may do. */
import * as z from 'zod/mini';
import { permissions, type Permission } from '../../shared/http/contract.ts';

/** How many an account may have. */
export const mostDelegates = 5;

export const storedDelegate = z.object({
  delegateId: z.string(),
  accountNumber: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  permissions: z.array(z.enum(permissions)),
  invitedAt: z.number(),
  acceptedAt: z.optional(z.number()),
});
export type Delegate = z.output<typeof storedDelegate>;

/** `active` from the first visit on: whether they had a profile before is nobody's to know. */
export function delegateView(delegate: Delegate) {
  const { accountNumber: _own, invitedAt, acceptedAt, ...shown } = delegate;
  return {
    ...shown,
    status: acceptedAt === undefined ? ('invited' as const) : ('active' as const),
    invitedAt: new Date(invitedAt).toISOString(),
    ...(acceptedAt === undefined ? {} : { acceptedAt: new Date(acceptedAt).toISOString() }),
  };
}

export const samePermissions = (one: readonly Permission[], other: readonly Permission[]) =>
  one.length === other.length && one.every((permission) => other.includes(permission));
