import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { OutboxMail } from '../../shared/outbox.ts';
import { profileContract } from './contract.ts';
import type { ProfileStore } from './store.ts';

const perAddress = { tries: 5, seconds: 900 };
const perSource = { tries: 100, seconds: 900 };

type Deps = { store: ProfileStore; attempts: Attempts; clock: Clock };

/** Answers alike, and does the same work, for every address: two counts, two reads, one write. */
export const requestPasswordReset = ({ store, attempts, clock }: Deps) =>
  operation(profileContract.requestPasswordReset, async ({ body, language, sourceIp }) => {
    const waits = await Promise.all([
      attempts.count('password-reset', body.email, perAddress),
      attempts.count('password-reset-source', sourceIp, perSource),
    ]);
    const retryAfter = waits.find((wait) => wait !== undefined);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const profileId = (await store.ownerOf(body.email)) ?? randomUUID();
    const person = await store.profile(profileId);
    await store.requestMail(
      { template: templateFor(person?.status), profileId, key: randomUUID() },
      clock.now(),
    );
    return {
      ok: true,
      value: { status: 'accepted' as const, message: messages[language ?? 'fr-CA'] },
    };
  });

function templateFor(status: 'invited' | 'active' | undefined): OutboxMail['template'] {
  if (status === 'active') return 'password-reset';
  return status === 'invited' ? 'registration-link' : 'nothing-to-tell';
}

const messages = {
  'fr-CA': 'Si quelqu’un ouvre une session avec cette adresse, un lien est en route vers elle.',
  'en-CA': 'If somebody signs in with this address, a link is on its way to it.',
};
