import { generateAuthenticationOptions } from '@simplewebauthn/server';
import type { Clock } from '../../shared/clock.ts';
import { operation } from '../../shared/http/operation.ts';
import type { ChallengeStore } from './challenge.store.ts';
import { challengeLasts } from './challenge.ts';
import { passkeysContract } from './contract.ts';
import type { RelyingParty } from './verify.ts';

type Deps = { challenges: ChallengeStore; clock: Clock; party: RelyingParty };

/** Names no passkeys, so nobody learns from it who has one: the authenticator offers those it holds. */
export const signInOptions = ({ challenges, clock, party }: Deps) =>
  operation(passkeysContract.passkeySignInOptions, async () => {
    const { challenge } = await generateAuthenticationOptions({ rpID: party.id });
    await challenges.put(challenge, { kind: 'sign-in' }, clock.now());
    return {
      ok: true,
      value: {
        challenge,
        timeout: challengeLasts * 1000,
        rpId: party.id,
        userVerification: 'required' as const,
      },
    };
  });
