import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { hashOf, idsIn } from '../../shared/opaque-token.ts';
import { ownWordsOf, passwordReasons } from '../../shared/password-rules.ts';
import { hashPassword } from '../../shared/password.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

/** Hashing costs 19 MiB and tens of milliseconds: no source may ask for it without end. */
const perSource = { tries: 100, seconds: 900 };

type Deps = { store: ProfileStore; attempts: Attempts; clock: Clock };

export const completePasswordReset = ({ store, attempts, clock }: Deps) =>
  operation(profileContract.completePasswordReset, async ({ body, sourceIp }) => {
    const retryAfter = await attempts.count('reset-source', sourceIp, perSource);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const [profileId] = idsIn(body.token, 1) ?? [];
    const { profile, memberships } = await store.person(profileId ?? '');
    const resetHash = hashOf(body.token);
    const now = clock.now();
    const valid = profile?.resetHash === resetHash && (profile.resetExpiresAt ?? 0) > now.getTime();
    if (profile === undefined || !valid) return refuse({ reason: 'link-not-valid' });

    const reasons = passwordReasons(body.password, ownWordsOf(profile, memberships));
    if (reasons.length > 0) return refuse({ reason: 'password-refused', reasons });

    const passwordHash = await hashPassword(body.password);
    const reset = await store.resetPassword({ profile, memberships }, passwordHash, now);
    if (!reset) return refuse({ reason: 'link-not-valid' });
    // Who owns the mailbox is let in at once, whoever has guessed before.
    await attempts.forget('sign-in', profile.email);
    return { ok: true, value: { email: profile.email } };
  });
