import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { ownWordsOf, passwordReasons } from '../../shared/password-rules.ts';
import { hashPassword } from '../../shared/password.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

type Deps = { store: ProfileStore; clock: Clock };

export const changePassword = ({ store, clock }: Deps) =>
  operation(profileContract.changePassword, async ({ body, caller }) => {
    const { profile: person, memberships } = await store.person(caller.profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    const reasons = passwordReasons(body.password, ownWordsOf(person, memberships));
    if (reasons.length > 0) return refuse({ reason: 'password-refused', reasons });

    const passwordHash = await hashPassword(body.password);
    const changed = await store.changePassword(caller, person, passwordHash, clock.now());
    return changed ? { ok: true, value: undefined } : refuse({ reason: 'conflict' });
  });
