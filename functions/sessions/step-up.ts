import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { stepUpLasts } from '../../shared/http/authorize.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { verifyPassword } from '../../shared/password.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import type { IssueToken } from './access-token.ts';
import { chosenAccount } from './chosen-account.ts';
import { sessionsContract } from './contract.ts';
import { accessOf } from './hand-over.ts';
import { checkSecondFactor } from './second-factor.ts';
import { longestPassword } from './sign-in.ts';
import type { SessionStore } from './store.ts';
import { takeTicket } from './ticket.ts';

const perProfile = { tries: 5, seconds: 900 };

type Deps = {
  store: SessionStore;
  attempts: Attempts;
  clock: Clock;
  issueToken: IssueToken;
  sealingKeys: Secret<SealingKeys>;
};

type Proof = { ticket: string } | { password: string; code?: string | undefined };

export const stepUp = (deps: Deps) =>
  operation(sessionsContract.stepUp, async ({ body, caller }) => {
    const proven =
      'ticket' in body ? await byTicket(deps, body, caller) : await byPassword(deps, body, caller);
    if (!proven.ok) return proven;

    const now = deps.clock.now().getTime();
    const { profileId, sessionId, accountNumber } = caller;
    const session = await deps.store.stepUp(profileId, sessionId, now);
    if (session === undefined) return refuse({ reason: 'session-ended' });
    const member = chosenAccount(profileId, proven.person.memberships, accountNumber);
    return {
      ok: true,
      value: {
        ...(await accessOf(session, member, deps.issueToken)),
        steppedUpUntil: new Date(now + stepUpLasts * 1000).toISOString(),
      },
    };
  });

async function byTicket(deps: Deps, { ticket }: { ticket: string }, { profileId }: Customer) {
  const taken = await takeTicket(deps, ticket);
  const isOwn = taken.ok && taken.person.profile.profileId === profileId;
  return isOwn ? taken : refuse({ reason: 'invalid-credentials' });
}

async function byPassword(
  deps: Deps,
  { password, code }: Exclude<Proof, { ticket: string }>,
  { profileId }: Customer,
) {
  const retryAfter = await deps.attempts.count('step-up', profileId, perProfile);
  if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });
  if (password.length > longestPassword) return refuse({ reason: 'invalid-credentials' });

  const { profile, memberships } = await deps.store.person(profileId);
  const matches = await verifyPassword(password, profile?.passwordHash);
  if (!matches || profile === undefined) return refuse({ reason: 'invalid-credentials' });
  const factor = await checkSecondFactor(deps, profile, code);
  if (factor === 'required') return refuse({ reason: 'second-factor-required' });
  if (factor === 'wrong') return refuse({ reason: 'wrong-code' });
  await deps.attempts.forget('step-up', profileId);
  return { ok: true as const, person: { profile, memberships } };
}
