import { generateRegistrationOptions } from '@simplewebauthn/server';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { ChallengeStore } from './challenge.store.ts';
import { challengeLasts } from './challenge.ts';
import { passkeysContract } from './contract.ts';
import { mostPasskeys } from './passkey.ts';
import type { PasskeyStore } from './store.ts';
import { userHandleOf } from './user-handle.ts';
import { algorithms, type RelyingParty } from './verify.ts';

type Deps = {
  store: PasskeyStore;
  challenges: ChallengeStore;
  clock: Clock;
  party: RelyingParty;
};

/** A passkey that is found without a user name, and that asks who uses it: it is both factors. */
const selection = {
  residentKey: 'required',
  requireResidentKey: true,
  userVerification: 'required',
} as const;

export const registrationOptions = ({ store, challenges, clock, party }: Deps) =>
  operation(passkeysContract.passkeyOptions, async ({ caller: { profileId } }) => {
    const { person, passkeys } = await store.person(profileId);
    // Erased since the session was looked at.
    if (person === undefined) return refuse({ reason: 'session-ended' });
    if (passkeys.length >= mostPasskeys) {
      return refuse({ reason: 'too-many-passkeys', most: mostPasskeys });
    }
    const { challenge, rp, user, pubKeyCredParams } = await generateRegistrationOptions({
      rpID: party.id,
      // Shown by few browsers any more, and then best as the address that people see above.
      rpName: party.id,
      userID: userHandleOf(profileId),
      userName: person.email,
      userDisplayName: `${person.firstName} ${person.lastName}`,
      supportedAlgorithmIDs: algorithms,
    });
    await challenges.put(challenge, { kind: 'registration', profileId }, clock.now());
    return {
      ok: true,
      value: {
        challenge,
        timeout: challengeLasts * 1000,
        rp: { id: party.id, name: rp.name },
        user,
        pubKeyCredParams,
        excludeCredentials: passkeys.map(({ passkeyId, transports }) => ({
          id: passkeyId,
          type: 'public-key' as const,
          transports,
        })),
        authenticatorSelection: selection,
        attestation: 'none' as const,
      },
    };
  });
