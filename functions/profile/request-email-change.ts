import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

/** Each try mails somebody who may be a stranger. */
const perProfile = { tries: 5, seconds: 3600 };
const perAddress = { tries: 5, seconds: 3600 };

type Deps = { store: ProfileStore; attempts: Attempts; clock: Clock };

export const requestEmailChange = ({ store, attempts, clock }: Deps) =>
  operation(profileContract.requestEmailChange, async ({ body, caller, language }) => {
    const person = await store.profile(caller.profileId);
    if (person === undefined) return refuse({ reason: 'not-found' });
    if (body.email.toLowerCase() === person.email.toLowerCase()) {
      const issues = [{ path: 'body.email', expected: 'another address than the present one' }];
      return refuse({ reason: 'invalid-request', issues });
    }
    const waits = await Promise.all([
      attempts.count('email-change', caller.profileId, perProfile),
      attempts.count('email-change-address', body.email, perAddress),
    ]);
    const retryAfter = waits.find((wait) => wait !== undefined);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const taken = (await store.ownerOf(body.email)) !== undefined;
    const asked = await store.askEmailChange(
      caller,
      { from: person.email, to: body.email, taken },
      clock.now(),
    );
    if (!asked) return refuse({ reason: 'conflict' });
    const message = messages[language ?? person.language];
    return { ok: true, value: { status: 'accepted' as const, message } };
  });

const messages = {
  'fr-CA': 'Ouvrez le lien qui a été envoyé à la nouvelle adresse.',
  'en-CA': 'Open the link that was mailed to the new address.',
};
