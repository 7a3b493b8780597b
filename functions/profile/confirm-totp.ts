import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { newRecoveryCodes } from '../../shared/recovery-codes.ts';
import { open, type SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { stepOf, totpContext } from '../../shared/totp.ts';
import { profileContract } from './contract.ts';
import type { FactorStore } from './factors.store.ts';
import type { ProfileStore } from './store.ts';

const perProfile = { tries: 5, seconds: 900 };

type Deps = {
  store: ProfileStore;
  factors: FactorStore;
  attempts: Attempts;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
};

export const confirmTotp = ({ store, factors, attempts, clock, sealingKeys }: Deps) =>
  operation(profileContract.confirmTotp, async ({ body, caller }) => {
    const { profileId } = caller;
    const retryAfter = await attempts.count('totp-confirmation', profileId, perProfile);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const person = await store.profile(profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    const { offeredTotp } = person;
    const now = clock.now();
    if (offeredTotp === undefined || offeredTotp.expiresAt <= now.getTime()) {
      return refuse({ reason: 'not-enrolled' });
    }
    const secret = open(await sealingKeys(), offeredTotp.secret, totpContext(profileId));
    const step = secret === undefined ? undefined : stepOf(secret, body.code, now);
    if (step === undefined) return refuse({ reason: 'wrong-code' });

    const { codes, hashes } = newRecoveryCodes();
    const totp = { secret: offeredTotp.secret, confirmedAt: now.getTime(), lastStep: step };
    const on = await factors.turnOnTotp(caller, totp, hashes, now);
    if (!on) return refuse({ reason: 'conflict' });
    await attempts.forget('totp-confirmation', profileId);
    return { ok: true, value: { recoveryCodes: codes } };
  });
