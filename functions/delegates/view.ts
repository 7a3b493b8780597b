/** What the holder sees of a delegate. */
import type { Delegate } from '../../shared/delegate.ts';
import type { Permission } from '../../shared/http/contract.ts';

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
