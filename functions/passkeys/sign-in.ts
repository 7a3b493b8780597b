import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { newToken } from '../../shared/opaque-token.ts';
import type { ChallengeStore } from './challenge.store.ts';
import { challengeIn } from './challenge.ts';
import { passkeysContract } from './contract.ts';
import type { PasskeyStore } from './store.ts';
import { profileIdIn } from './user-handle.ts';
import { verifiedUse, type RelyingParty } from './verify.ts';

const perSource = { tries: 100, seconds: 900 };

/** Seconds in which the ticket is to be exchanged for a session or a step-up. */
const ticketLasts = 60;

type Deps = {
  store: PasskeyStore;
  challenges: ChallengeStore;
  attempts: Attempts;
  clock: Clock;
  party: RelyingParty;
};

export const signIn = ({ store, challenges, attempts, clock, party }: Deps) =>
  operation(passkeysContract.passkeySignIn, async ({ body: { response }, sourceIp }) => {
    const retryAfter = await attempts.count('passkey-source', sourceIp, perSource);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const challenge = challengeIn(response.response.clientDataJSON);
    const profileId = profileIdIn(response.response.userHandle ?? '');
    if (challenge === undefined || profileId === undefined) return refused;
    const now = clock.now();
    // Any try takes the challenge, so that there is no second one with it.
    const [isOurs, { person, passkeys }] = await Promise.all([
      challenges.take(challenge, { kind: 'sign-in' }, now),
      store.person(profileId),
    ]);
    const passkey = passkeys.find(({ passkeyId }) => passkeyId === response.id);
    if (!isOurs || person?.status !== 'active' || passkey === undefined) return refused;

    const use = await verifiedUse(party, response, { challenge, passkey });
    if (use === undefined) return refused;
    const { token, hash } = newToken();
    const endsAt = now.getTime() + ticketLasts * 1000;
    const noted = await store.use(passkey, { ...use, lastUsedAt: now.getTime() }, { hash, endsAt });
    if (!noted) return refused;
    return { ok: true, value: { ticket: token, expiresIn: ticketLasts } };
  });

/** Whatever it was: who tries learns neither whether a person nor whether a passkey is known. */
const refused = refuse({ reason: 'passkey-refused' });
