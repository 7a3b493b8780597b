import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { isOutdated, hashPassword, verifyPassword } from '../../shared/password.ts';
import type { IssueToken } from './access-token.ts';
import { chosenAccount } from './chosen-account.ts';
import { sessionsContract } from './contract.ts';
import { openSession } from './open-session.ts';
import { checkSecondFactor } from './second-factor.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { SessionStore } from './store.ts';
import { takeTicket } from './ticket.ts';

const perAddress = { tries: 5, seconds: 900 };
/** Failures only: customers of a phone network share its addresses. */
const perSource = { tries: 100, seconds: 900 };
/** Longer than any password that can be set: not worth a hash. */
export const longestPassword = 512;

type Deps = {
  store: SessionStore;
  attempts: Attempts;
  clock: Clock;
  issueToken: IssueToken;
  lifetimes: Lifetimes;
  sealingKeys: Secret<SealingKeys>;
};

type Credentials = { email: string; password: string; code?: string | undefined };

export const signIn = (deps: Deps) =>
  operation(sessionsContract.signIn, async ({ body, headers, sourceIp }) => {
    const found =
      'ticket' in body
        ? await takeTicket(deps, body.ticket)
        : await checkCredentials(deps, body, sourceIp);
    if (!found.ok) return found;

    const { person } = found;
    const member = chosenAccount(person.profile.profileId, person.memberships);
    const { delivery, device } = body;
    const userAgent = headers['user-agent'];
    return openSession(deps, {
      profile: person.profile,
      member,
      delivery,
      device,
      userAgent,
      sourceIp,
    });
  });

/** The same reads and the same hash for known and unknown addresses. */
async function checkCredentials(
  deps: Deps,
  { email, password, code }: Credentials,
  sourceIp: string,
) {
  const { attempts, store } = deps;
  const waits = await Promise.all([
    attempts.count('sign-in', email, perAddress),
    attempts.count('sign-in-source', sourceIp, perSource),
  ]);
  const retryAfter = waits.find((wait) => wait !== undefined);
  if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });
  if (password.length > longestPassword) return refuse({ reason: 'invalid-credentials' });

  const owner = await store.ownerOf(email);
  const { profile, memberships } = await store.person(owner ?? randomUUID());
  const matches = await verifyPassword(password, profile?.passwordHash);
  if (!matches || profile?.status !== 'active') return refuse({ reason: 'invalid-credentials' });
  // Who knows the password alone is counted as who does not: codes cannot be guessed for long.
  const factor = await checkSecondFactor(deps, profile, code);
  if (factor === 'required') return refuse({ reason: 'second-factor-required' });
  if (factor === 'wrong') return refuse({ reason: 'wrong-code' });

  await Promise.all([
    attempts.forget('sign-in', email),
    attempts.giveBack('sign-in-source', sourceIp),
    strengthen(store, profile.profileId, profile.passwordHash, password),
  ]);
  return { ok: true as const, person: { profile, memberships } };
}

async function strengthen(
  store: SessionStore,
  profileId: string,
  stored: string | undefined,
  password: string,
) {
  if (stored === undefined || !isOutdated(stored)) return;
  await store.rehash(profileId, stored, await hashPassword(password));
}
