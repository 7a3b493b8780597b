import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { profileContract } from './contract.ts';
import { applyChange } from './profile-change.ts';
import type { ProfileStore } from './store.ts';
import { profileView } from './view.ts';

type Deps = { store: ProfileStore; clock: Clock };

export const changeProfile = ({ store, clock }: Deps) =>
  operation(profileContract.changeProfile, async ({ body, caller }) => {
    const before = await store.profile(caller.profileId);
    if (before === undefined) return refuse({ reason: 'not-found' });
    const now = clock.now();
    const changed = applyChange(before, body, now);
    if (changed.fields.length > 0) {
      const saved = await store.change(caller, before, changed, now);
      if (!saved) return refuse({ reason: 'conflict' });
    }
    return { ok: true, value: profileView(changed.profile) };
  });
