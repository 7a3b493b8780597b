import type { Attempts } from '../../../shared/attempts.ts';
import type { Clock } from '../../../shared/clock.ts';
import { log } from '../../../shared/log.ts';
import { newToken } from '../../../shared/opaque-token.ts';
import type { OutboxMail } from '../../../shared/outbox.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { Mailer } from './mailer.store.ts';
import type { Claim, MailStore, SkipReason } from './store.ts';
import { linkValidDays, writeMail, type MailContent } from './templates.ts';

const linkValidMs = linkValidDays * 86_400_000;
/** However it came to so many: nobody's inbox is flooded in our name. */
const perProfile = { tries: 5, seconds: 3600 };

type Deps = {
  store: MailStore;
  attempts: Attempts;
  mailer: Mailer;
  portalUrl: string;
  clock: Clock;
};

/**
 * Sends the mail of an outbox item, once. Killed after the mailer took it and before that was noted,
 * it sends it again: a second mail is better than none, and its link works.
 */
export const sendMail = (deps: Deps) => async (outboxId: string) => {
  const { store, clock } = deps;
  const claim = await store.claim(outboxId, clock.now());
  if (claim.state === 'settled') return;
  // Its holder may yet die: this message must come again.
  if (claim.state === 'held') throw new MailUnderWay();

  const { profileId } = claim.mail;
  const outcome = await writeAndSend(deps, claim).catch(async (fault: unknown) => {
    // Should this fail too, the claim ends by itself; what went wrong first is what counts.
    await store.release(outboxId, claim.until).catch(() => undefined);
    throw fault;
  });
  if ('skip' in outcome) {
    log.warn('mail-skipped', { outboxId, profileId, reason: outcome.skip });
    await store.markSkipped(outboxId, outcome.skip, clock.now());
  } else {
    log.info('mail-sent', { outboxId, profileId, messageId: outcome.messageId });
    await store.markSent(outboxId, outcome.messageId, clock.now());
  }
};

async function writeAndSend(deps: Deps, { mail, isFirst }: Claimed) {
  const decision = await decide(deps, mail, isFirst);
  if ('skip' in decision) return decision;
  const { to, content } = decision;
  return { messageId: await deps.mailer.send(to.email, writeMail(content, to.language)) };
}

class MailUnderWay extends Error {
  override name = 'MailUnderWay';
}

type Claimed = Extract<Claim, { state: 'claimed' }>;
type Decision = { skip: SkipReason } | { to: Profile; content: MailContent };

async function decide(deps: Deps, mail: OutboxMail, isFirst: boolean): Promise<Decision> {
  const person = await deps.store.profile(mail.profileId);
  if (person === undefined) return { skip: 'no-profile' };
  if (mail.template === 'nothing-to-tell') return { skip: 'nothing-to-tell' };
  if (mail.template === 'registration-link' && person.status !== 'invited')
    return { skip: 'already-active' };
  // A retry is the same mail: counting it again would make a failing mailer lose mails.
  if (isFirst && (await isTooMany(deps.attempts, mail.profileId))) return { skip: 'too-many' };

  const { firstName } = person;
  switch (mail.template) {
    case 'registration-link': {
      const link = await newLink(deps, mail.profileId);
      return link === undefined
        ? { skip: 'already-active' }
        : { to: person, content: { template: mail.template, firstName, link } };
    }
    case 'already-registered':
      return { to: person, content: { template: mail.template, firstName } };
    case 'account-added':
      return {
        to: person,
        content: { template: mail.template, firstName, accountNumber: mail.accountNumber },
      };
  }
}

const isTooMany = async (attempts: Attempts, profileId: string) =>
  (await attempts.count('mail', profileId, perProfile)) !== undefined;

/** Undefined when the customer has completed the registration meanwhile. */
async function newLink({ store, clock, portalUrl }: Deps, profileId: string) {
  const { token, hash } = newToken(profileId);
  const replaced = await store.replaceLink(profileId, hash, clock.now().getTime() + linkValidMs);
  // In the fragment, which browsers send to no server.
  return replaced ? `${portalUrl}/complete#${token}` : undefined;
}
