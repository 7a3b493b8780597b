import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { erasureReport } from './erasure-rules.ts';
import type { ErasureStore } from './erasure.store.ts';

/** Something of the person was changed while they were erased: read again and repeat, so often. */
const tries = 3;

type Deps = { erasure: ErasureStore; clock: Clock };

export const eraseProfile = ({ erasure, clock }: Deps) =>
  operation(privacyContract.eraseProfile, async ({ caller, language }) => {
    const { profileId } = caller;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const leaving = await erasure.load(profileId);
      if (leaving === undefined) return refuse({ reason: 'session-ended' });
      const now = clock.now();
      if (!(await erasure.erase(leaving, caller, now))) continue;

      await erasure.eraseRest(profileId, now);
      const holdsAccount = leaving.accesses.some(({ role }) => role === 'holder');
      const value = erasureReport({ holdsAccount }, language ?? leaving.person.language);
      return { ok: true, value };
    }
    return refuse({ reason: 'conflict' });
  });
