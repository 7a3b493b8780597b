import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { hashOf, idsIn } from '../../shared/opaque-token.ts';
import { ownWordsOf, passwordReasons } from '../../shared/password-rules.ts';
import { hashPassword } from '../../shared/password.ts';
import { registrationContract } from './contract.ts';
import type { RegistrationStore } from './store.ts';

/** Hashing costs 19 MiB and tens of milliseconds: no source may ask for it without end. */
const perSource = { tries: 100, seconds: 900 };

type Deps = { store: RegistrationStore; attempts: Attempts; clock: Clock };

export const completeRegistration = (deps: Deps) =>
  operation(registrationContract.completeRegistration, async ({ body, sourceIp }) => {
    const retryAfter = await deps.attempts.count('completion-source', sourceIp, perSource);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const [profileId] = idsIn(body.token, 1) ?? [];
    const { profile: person, memberships } = await deps.store.person(profileId ?? '');
    const linkHash = hashOf(body.token);
    const now = deps.clock.now();
    const valid = person?.linkHash === linkHash && (person.linkExpiresAt ?? 0) > now.getTime();
    if (person === undefined || !valid) return refuse({ reason: 'link-not-valid' });

    // Only who holds a valid link learns which of their own words are refused.
    const reasons = passwordReasons(body.password, ownWordsOf(person, memberships));
    if (reasons.length > 0) return refuse({ reason: 'password-refused', reasons });

    const passwordHash = await hashPassword(body.password);
    const completed = await deps.store.complete(person.profileId, linkHash, passwordHash, now);
    if (!completed) return refuse({ reason: 'link-not-valid' });
    return { ok: true, value: { email: person.email } };
  });
