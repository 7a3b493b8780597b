/** On which account a session is. Pure: a choice among memberships. */
import { noAccount } from '../../shared/http/caller.ts';
import type { Membership } from '../../shared/profile.ts';

/**
 * The one it was on, if they may still come there; else their own before those of others, and those
 * before what they were only invited to; else none: their profile stays theirs to see, to take along
 * and to have erased.
 */
export function chosenAccount(
  profileId: string,
  memberships: readonly Membership[],
  wanted?: string,
): Membership {
  return (
    memberships.find(({ accountNumber }) => accountNumber === wanted) ??
    memberships.find(({ role }) => role === 'holder') ??
    memberships.find(({ acceptedAt }) => acceptedAt !== undefined) ??
    memberships[0] ?? { profileId, accountNumber: noAccount, role: 'delegate', permissions: [] }
  );
}
