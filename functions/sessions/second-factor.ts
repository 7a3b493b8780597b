/** The second factor of a person who signs in or steps up by password. */
import type { Clock } from '../../shared/clock.ts';
import { hashOf } from '../../shared/opaque-token.ts';
import type { Profile } from '../../shared/profile.ts';
import { compactCode } from '../../shared/recovery-codes.ts';
import { open, type SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { stepOf, totpContext } from '../../shared/totp.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock; sealingKeys: Secret<SealingKeys> };

/** A code that is right is used up by this: the same one is wrong the next time, in parallel too. */
export async function checkSecondFactor(
  { store, clock, sealingKeys }: Deps,
  { profileId, totp }: Profile,
  code: string | undefined,
): Promise<'passed' | 'required' | 'wrong'> {
  if (totp === undefined) return 'passed';
  if (code === undefined) return 'required';
  const compact = compactCode(code);
  if (!/^\d{6}$/.test(compact)) {
    return (await store.useRecoveryCode(profileId, hashOf(compact))) ? 'passed' : 'wrong';
  }
  const secret = open(await sealingKeys(), totp.secret, totpContext(profileId));
  const step = secret === undefined ? undefined : stepOf(secret, compact, clock.now());
  if (step === undefined) return 'wrong';
  return (await store.useStep(profileId, step)) ? 'passed' : 'wrong';
}
