import { randomUUID } from 'node:crypto';
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { OutboxMail } from '../../shared/outbox.ts';
import { verifyPassword } from '../../shared/password.ts';
import { registrationContract } from './contract.ts';
import type { ReturnStore } from './return.store.ts';
import type { RegistrationStore } from './store.ts';

const perSubject = { tries: 5, seconds: 900 };
const perSource = { tries: 100, seconds: 900 };

type Deps = {
  store: RegistrationStore;
  returns: ReturnStore;
  attempts: Attempts;
  clock: Clock;
  acceptedProof: 'pin' | 'postal-code' | 'either';
};

type Proof =
  | { accountNumber: string; pin: string }
  | { accountNumber: string; postalCode: string }
  | { email: string };

/**
 * Answers alike, and does the same work, for every subject: tries counted, two reads, one hash, one
 * write. What happened is told to the address on file, by mail, and to nobody else. Only who proves
 * to be the customer of an account whose holder was erased makes us read and write more at a time.
 */
export const requestRegistration = (deps: Deps) =>
  operation(registrationContract.requestRegistration, async ({ body, language, sourceIp }) => {
    const proof = kindOf(body);
    if (proof !== 'email' && deps.acceptedProof !== 'either' && proof !== deps.acceptedProof) {
      return refuse({ reason: 'proof-not-accepted', accepted: [deps.acceptedProof, 'email'] });
    }

    const subject = 'email' in body ? body.email : body.accountNumber;
    const waits = await Promise.all([
      deps.attempts.count('registration', subject, perSubject),
      deps.attempts.count('registration-source', sourceIp, perSource),
    ]);
    const retryAfter = waits.find((wait) => wait !== undefined);
    if (retryAfter !== undefined) return refuse({ reason: 'too-many-attempts', retryAfter });

    const holder = await provenHolder(deps.store, body);
    if (holder?.vacantAccount !== undefined) {
      await deps.returns.bringBack(holder.vacantAccount, randomUUID, deps.clock.now());
    } else {
      const person = await deps.store.profile(holder?.profileId ?? randomUUID());
      await deps.store.requestMail(
        {
          template: templateFor(person?.status),
          profileId: person?.profileId ?? randomUUID(),
          key: randomUUID(),
        },
        deps.clock.now(),
      );
    }
    return {
      ok: true,
      value: { status: 'accepted' as const, message: messages[language ?? 'fr-CA'] },
    };
  });

const kindOf = (proof: Proof) =>
  'email' in proof ? 'email' : 'pin' in proof ? 'pin' : 'postal-code';

type ProvenHolder = {
  profileId: string | undefined;
  /** Its holder had their profile erased, and comes back. */
  vacantAccount?: string;
};

/** The holder of the account the proof is right for. */
async function provenHolder(
  store: RegistrationStore,
  proof: Proof,
): Promise<ProvenHolder | undefined> {
  if ('email' in proof) {
    const [owner] = await Promise.all([store.ownerOf(proof.email), verifyPassword('', undefined)]);
    return { profileId: owner };
  }
  const account = await store.proofOf(proof.accountNumber);
  const pin = 'pin' in proof ? proof.pin : '';
  const pinIsRight = await verifyPassword(pin, 'pin' in proof ? account?.pinHash : undefined);
  const proven =
    'pin' in proof
      ? pinIsRight
      : samePostalCode(proof.postalCode, account?.serviceAddress.postalCode);
  if (!proven || account === undefined) return undefined;
  return {
    profileId: account.holderProfileId,
    ...(account.holderErasedAt === undefined ? {} : { vacantAccount: proof.accountNumber }),
  };
}

const samePostalCode = (given: string, onFile: string | undefined) =>
  onFile !== undefined && compact(given) === compact(onFile);

const compact = (postalCode: string) => postalCode.replaceAll(' ', '').toUpperCase();

function templateFor(status: 'invited' | 'active' | undefined): OutboxMail['template'] {
  if (status === 'invited') return 'registration-link';
  if (status === 'active') return 'already-registered';
  return 'nothing-to-tell';
}

const messages = {
  'fr-CA':
    "Si ces renseignements sont exacts, un lien est en route vers l'adresse courriel au dossier.",
  'en-CA': 'If these details are right, a link is on its way to the email address on file.',
};
