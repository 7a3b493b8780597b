import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { ChallengeStore } from './challenge.store.ts';
import { challengeIn } from './challenge.ts';
import { passkeysContract } from './contract.ts';
import { mostPasskeys, viewOf, type Passkey } from './passkey.ts';
import type { PasskeyStore } from './store.ts';
import { verifiedRegistration, type RelyingParty } from './verify.ts';

type Deps = {
  store: PasskeyStore;
  challenges: ChallengeStore;
  clock: Clock;
  party: RelyingParty;
};

export const addPasskey = ({ store, challenges, clock, party }: Deps) =>
  operation(passkeysContract.addPasskey, async ({ body: { name, response }, caller }) => {
    const { profileId } = caller;
    const challenge = challengeIn(response.response.clientDataJSON);
    if (challenge === undefined) return refuse({ reason: 'passkey-refused' });
    const now = clock.now();
    const purpose = { kind: 'registration', profileId } as const;
    const isOurs = await challenges.take(challenge, purpose, now);
    const made = isOurs ? await verifiedRegistration(party, response, challenge) : undefined;
    if (made === undefined) return refuse({ reason: 'passkey-refused' });

    const { transports = [] } = response.response;
    const passkey: Passkey = { ...made, profileId, name, transports, createdAt: now.getTime() };
    const added = await store.add(caller, passkey, now);
    if (added === 'too-many') return refuse({ reason: 'too-many-passkeys', most: mostPasskeys });
    if (added === 'present') return refuse({ reason: 'passkey-refused' });
    return { ok: true, value: viewOf(passkey) };
  });
