import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { hashOf, idsIn } from '../../shared/opaque-token.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

const perSource = { tries: 100, seconds: 900 };

type Deps = { store: ProfileStore; attempts: Attempts; clock: Clock };

export const completeEmailChange = ({ store, attempts, clock }: Deps) =>
  operation(profileContract.completeEmailChange, async ({ body, sourceIp }) => {
    const retryAfter = await attempts.count('email-source', sourceIp, perSource);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const [profileId] = idsIn(body.token, 1) ?? [];
    const { profile, memberships } = await store.person(profileId ?? '');
    const now = clock.now();
    const valid =
      profile?.newEmailHash === hashOf(body.token) &&
      (profile.newEmailExpiresAt ?? 0) > now.getTime();
    const to = profile?.newEmail;
    if (!valid || to === undefined) return refuse({ reason: 'link-not-valid' });
    // Not when somebody has come to sign in with it meanwhile.
    const changed = await store.changeEmail({ profile, memberships }, to, now);
    return changed ? { ok: true, value: { email: to } } : refuse({ reason: 'link-not-valid' });
  });
