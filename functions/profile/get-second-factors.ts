import { operation, refuse } from '../../shared/http/operation.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

export const getSecondFactors = ({ store }: { store: ProfileStore }) =>
  operation(profileContract.getSecondFactors, async ({ caller }) => {
    const person = await store.profile(caller.profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    const { totp, recoveryCodes = [] } = person;
    return {
      ok: true,
      value: {
        totp:
          totp === undefined
            ? { on: false }
            : { on: true, since: new Date(totp.confirmedAt).toISOString() },
        recoveryCodesLeft: recoveryCodes.length,
      },
    };
  });
