/** Whose account it is, and what is mailed to whom. Pure: nothing is read or written here. */
import type { StoredAccount } from '../../shared/account.ts';
import type { Profile } from '../../shared/profile.ts';
import type { AccountDocument } from './provision.ts';

export type HolderChange =
  /** Stays who it is; while invited, the operator's spelling of the name is the profile's. */
  | { kind: 'stays' }
  | { kind: 'renamed'; person: Person }
  /** Nobody signs in with this address yet. `from`: whose invitation it was, and is no more. */
  | { kind: 'invited'; person: Person & { email: string }; from?: string }
  /** Somebody signs in with this address, or has been invited to: the account is added. */
  | { kind: 'added'; email: string; from?: string };

type Person = Pick<Profile, 'firstName' | 'lastName' | 'language'>;

export type Holder = {
  profileId: string;
  status: Profile['status'];
  change: HolderChange;
  mail?: 'registration-link' | 'account-added';
  /** The holder had their profile erased, and the account stays without one. */
  erasedAt?: number;
};

type Situation = {
  stored: StoredAccount | undefined;
  /** The holder of the stored account. */
  current: Profile | undefined;
  /** Who signs in, or was invited, with the address of the document. */
  owner: Profile | undefined;
  newProfileId: () => string;
};

export function decideHolder(
  { holder, language }: AccountDocument,
  { stored, current, owner, newProfileId }: Situation,
): Holder {
  const { firstName, lastName, email } = holder;
  const person = { firstName, lastName, language };
  const sameAddress = stored?.holder.email.toLowerCase() === email.toLowerCase();

  if (stored?.holderErasedAt !== undefined && sameAddress) return stayingErased(stored);
  const isVacant = stored?.holderErasedAt !== undefined;
  if (stored === undefined || isVacant || current === undefined) {
    if (owner !== undefined) return added(owner, email);
    return {
      profileId: newProfileId(),
      status: 'invited',
      change: { kind: 'invited', person: { ...person, email } },
      mail: 'registration-link',
    };
  }

  const { profileId, status } = current;
  // The address of an active profile is its person's: the operator's is for contact only.
  if (status === 'active') return { profileId, status, change: { kind: 'stays' } };
  if (sameAddress || owner?.profileId === profileId) {
    // Compared with what this account said: the profile may be named by another account, too.
    const same =
      stored.holder.firstName === firstName &&
      stored.holder.lastName === lastName &&
      stored.language === language;
    return { profileId, status, change: same ? { kind: 'stays' } : { kind: 'renamed', person } };
  }
  if (owner !== undefined) return added(owner, email, profileId);
  // Never the whole profile: other accounts may have invited its address, as delegate or holder.
  return {
    profileId: newProfileId(),
    status: 'invited',
    change: { kind: 'invited', person: { ...person, email }, from: profileId },
    mail: 'registration-link',
  };
}

/** Who asked to be erased is not written to again because a system sends what it always sends. */
const stayingErased = ({ holderProfileId, holderErasedAt }: StoredAccount): Holder => ({
  profileId: holderProfileId,
  status: 'invited',
  change: { kind: 'stays' },
  ...(holderErasedAt === undefined ? {} : { erasedAt: holderErasedAt }),
});

const added = ({ profileId, status }: Profile, email: string, from?: string): Holder => ({
  profileId,
  status,
  change: { kind: 'added', email, ...(from === undefined ? {} : { from }) },
  mail: status === 'active' ? 'account-added' : 'registration-link',
});
