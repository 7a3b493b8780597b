import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { newRecoveryCodes } from '../../shared/recovery-codes.ts';
import { profileContract } from './contract.ts';
import type { FactorStore } from './factors.store.ts';

type Deps = { factors: FactorStore; clock: Clock };

export const replaceRecoveryCodes = ({ factors, clock }: Deps) =>
  operation(profileContract.replaceRecoveryCodes, async ({ caller }) => {
    const { codes, hashes } = newRecoveryCodes();
    const replaced = await factors.replaceRecoveryCodes(caller, hashes, clock.now());
    if (!replaced) return refuse({ reason: 'not-enrolled' });
    return { ok: true, value: { recoveryCodes: codes } };
  });
