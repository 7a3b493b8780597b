import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { seal, type SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { newTotpSecret, totpContext, totpUri } from '../../shared/totp.ts';
import { profileContract } from './contract.ts';
import type { FactorStore } from './factors.store.ts';
import type { ProfileStore } from './store.ts';

const offerLastsMs = 600_000;

type Deps = {
  store: ProfileStore;
  factors: FactorStore;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
};

export const offerTotp = ({ store, factors, clock, sealingKeys }: Deps) =>
  operation(profileContract.offerTotp, async ({ caller }) => {
    const { profileId } = caller;
    const person = await store.profile(profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    if (person.totp !== undefined) return refuse({ reason: 'already-enrolled' });

    const secret = newTotpSecret();
    const expiresAt = clock.now().getTime() + offerLastsMs;
    const sealed = seal(await sealingKeys(), secret, totpContext(profileId));
    const offered = await factors.offerTotp(profileId, { secret: sealed, expiresAt });
    // It was turned on in another tab in between.
    if (!offered) return refuse({ reason: 'conflict' });
    return {
      ok: true,
      value: {
        secret,
        otpauthUri: totpUri(secret, person.email),
        expiresAt: new Date(expiresAt).toISOString(),
      },
    };
  });
