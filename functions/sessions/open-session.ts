/** A new session for who has proved who they are. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { noAccount } from '../../shared/http/caller.ts';
import { newToken } from '../../shared/opaque-token.ts';
import type { Membership, Profile } from '../../shared/profile.ts';
import type { Session } from '../../shared/session.ts';
import type { IssueToken } from './access-token.ts';
import { handOver } from './hand-over.ts';
import { endOf, type Lifetimes } from './lifetimes.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock; issueToken: IssueToken; lifetimes: Lifetimes };

type Opening = {
  profile: Profile;
  member: Membership;
  delivery: Session['delivery'];
  device: string | undefined;
  userAgent: string | undefined;
  sourceIp: string;
};

/** Longer ones are cut: what browsers say of themselves is for people to recognize, no more. */
const longestUserAgent = 300;

export async function openSession(deps: Deps, { profile, member, ...opening }: Opening) {
  const { profileId, sessionEpoch = 0 } = profile;
  const sessionId = randomUUID();
  const refresh = newToken(profileId, sessionId);
  const now = deps.clock.now();
  const at = now.getTime();
  const session: Session = {
    sessionId,
    profileId,
    accountNumber: member.accountNumber,
    ...opening,
    userAgent: opening.userAgent?.slice(0, longestUserAgent).toWellFormed(),
    current: [refresh.hash],
    previous: [],
    rotatedAt: at,
    createdAt: at,
    endsAt: endOf(deps.lifetimes, at, at),
    epoch: sessionEpoch,
  };
  await Promise.all([
    deps.store.start(session, member, now),
    ...(isNew(member) ? [deps.store.accept(member, now)] : []),
  ]);
  return handOver(session, member, refresh.token, deps);
}

/** A delegate who comes to the account for the first time has accepted the invitation. */
export const isNew = ({ accountNumber, role, acceptedAt }: Membership) =>
  accountNumber !== noAccount && role === 'delegate' && acceptedAt === undefined;
