import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { newToken } from '../../shared/opaque-token.ts';
import { hashPassword, isOutdated, verifyPassword } from '../../shared/password.ts';
import type { IssueToken } from './access-token.ts';
import { sessionsContract } from './contract.ts';
import { handOver } from './hand-over.ts';
import { endOf, type Session } from './session.ts';
import type { SessionStore } from './store.ts';

const perAddress = { tries: 5, seconds: 900 };
const perSource = { tries: 100, seconds: 900 };
/** Longer than any password that can be set: not worth a hash. */
const longestPassword = 512;

type Deps = { store: SessionStore; attempts: Attempts; clock: Clock; issueToken: IssueToken };

/** The same reads and the same hash for known and unknown addresses. */
export const signIn = (deps: Deps) =>
  operation(sessionsContract.signIn, async ({ body, sourceIp }) => {
    const waits = await Promise.all([
      deps.attempts.count('sign-in', body.email, perAddress),
      deps.attempts.count('sign-in-source', sourceIp, perSource),
    ]);
    const retryAfter = waits.find((wait) => wait !== undefined);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });
    if (body.password.length > longestPassword) return refuse({ reason: 'invalid-credentials' });

    const owner = await deps.store.ownerOf(body.email);
    const { profile, memberships } = await deps.store.person(owner ?? randomUUID());
    const matches = await verifyPassword(body.password, profile?.passwordHash);
    const [member] = memberships;
    if (!matches || profile?.status !== 'active' || member === undefined) {
      return refuse({ reason: 'invalid-credentials' });
    }

    const sessionId = randomUUID();
    const refresh = newToken(profile.profileId, sessionId);
    const now = deps.clock.now().getTime();
    const session: Session = {
      sessionId,
      profileId: profile.profileId,
      accountNumber: member.accountNumber,
      permissions: member.permissions,
      delivery: body.delivery,
      current: [refresh.hash],
      previous: [],
      rotatedAt: now,
      createdAt: now,
      endsAt: endOf(now, now),
    };
    await Promise.all([
      deps.store.start(session),
      deps.attempts.forget('sign-in', body.email),
      strengthen(deps.store, profile.profileId, profile.passwordHash, body.password),
    ]);
    return { ...(await handOver(session, refresh.token, deps.issueToken)), ok: true };
  });

async function strengthen(
  store: SessionStore,
  profileId: string,
  stored: string | undefined,
  password: string,
) {
  if (stored === undefined || !isOutdated(stored)) return;
  await store.rehash(profileId, stored, await hashPassword(password));
}
