import type { Attempts } from '../../../shared/attempts.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { log } from '../../../shared/log.ts';
import { newToken } from '../../../shared/opaque-token.ts';
import type { OutboxMail } from '../../../shared/outbox.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { Mailer } from './mailer.store.ts';
import type { Claim, LinkKind, MailStore, SkipReason } from './store.ts';
import { catalogChangesIn } from './catalog-changes.ts';
import { factorChanges, forwardingChanges, type MailContent } from './content.ts';
import { writeMail } from './templates.ts';
import { validForMs } from './validity.ts';

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
  const { to, language, content } = decision;
  return { messageId: await deps.mailer.send(to, writeMail(content, language)) };
}

class MailUnderWay extends Error {
  override name = 'MailUnderWay';
}

type Claimed = Extract<Claim, { state: 'claimed' }>;
type Decision = { skip: SkipReason } | { to: string; language: Language; content: MailContent };

async function decide(deps: Deps, mail: OutboxMail, isFirst: boolean): Promise<Decision> {
  if (mail.template === 'nothing-to-tell') return { skip: 'nothing-to-tell' };
  if (mail.template === 'profile-erased') return farewell(mail);
  const person = await deps.store.profile(mail.profileId);
  if (person === undefined) return { skip: 'no-profile' };
  if (mail.template === 'registration-link' && person.status !== 'invited')
    return { skip: 'already-active' };
  // A retry is the same mail: counting it again would make a failing mailer lose mails.
  if (onDemand.has(mail.template) && isFirst && (await isTooMany(deps.attempts, mail)))
    return { skip: 'too-many' };

  const content = await contentOf(deps, mail, person);
  if (content === undefined)
    return { skip: mail.template === 'registration-link' ? 'already-active' : 'outdated' };
  const { firstName, email, language } = person;
  return { to: mail.address ?? email, language, content: { firstName, ...content } };
}

/** What strangers can ask for. The others tell of something done, and must not be kept back. */
const onDemand = new Set<OutboxMail['template']>([
  'registration-link',
  'already-registered',
  'password-reset',
  'new-email',
  'new-email-taken',
]);

/** The last word to who has no profile any more. */
function farewell({ template, address, details }: OutboxMail): Decision {
  if (address === undefined || template !== 'profile-erased') return { skip: 'no-profile' };
  const language = details?.['language'] === 'en-CA' ? 'en-CA' : 'fr-CA';
  return { to: address, language, content: { template } };
}

/** Undefined when what the mail was about is over. */
async function contentOf(
  deps: Deps,
  { template, accountNumber, address, details = {} }: OutboxMail,
  person: Profile,
): Promise<MailContent | undefined> {
  const { profileId } = person;
  switch (template) {
    case 'registration-link':
    case 'password-reset':
    case 'new-email': {
      const link = await newLink(deps, template, profileId, address ?? person.email);
      return link === undefined ? undefined : { template, link };
    }
    case 'delegate-invited': {
      const holder = await deps.store.profile(details['holderId'] ?? '');
      if (holder === undefined) return undefined;
      const link =
        person.status === 'invited'
          ? await newLink(deps, 'registration-link', profileId, person.email)
          : undefined;
      return { template, accountNumber, link, holder: `${holder.firstName} ${holder.lastName}` };
    }
    case 'second-factor-changed': {
      const change = factorChanges.find((one) => one === details['change']);
      return change === undefined ? undefined : { template, change };
    }
    case 'plan-change-confirmed':
    case 'plan-changed':
    case 'plan-not-changed': {
      const { effectiveDate, planFr, planEn } = details;
      const plan = person.language === 'fr-CA' ? planFr : planEn;
      if (plan === undefined || effectiveDate === undefined) return undefined;
      return { template, plan, effectiveDate };
    }
    case 'usage-notice': {
      const notice = noticeIn(details);
      const { serviceId = '', periodStart = '' } = details;
      const of = { accountNumber: accountNumber ?? '', serviceId, periodStart };
      const latest = await deps.store.latestNotice(of);
      // Days that came late are folded one after the other: of what they cross at once the highest tells.
      if (notice === undefined || (latest ?? 0) > notice.percent) return undefined;
      return { template, accountNumber, ...notice };
    }
    case 'data-add-on-bought': {
      const { periodEnd, addOnFr, addOnEn } = details;
      const addOn = person.language === 'fr-CA' ? addOnFr : addOnEn;
      if (addOn === undefined || periodEnd === undefined) return undefined;
      return { template, addOn, periodEnd };
    }
    case 'catalog-change': {
      const told = catalogChangesIn(details);
      return told && { template, accountNumber, ...told };
    }
    case 'tv-changed':
    case 'tv-not-changed': {
      const { effectiveDate, addedFr, addedEn, removedFr, removedEn } = details;
      const isFrench = person.language === 'fr-CA';
      const [added, removed] = isFrench ? [addedFr, removedFr] : [addedEn, removedEn];
      if (added === undefined || removed === undefined || effectiveDate === undefined)
        return undefined;
      return { template, added, removed, effectiveDate };
    }
    case 'mailbox-forwarding-changed': {
      const change = forwardingChanges.find((one) => one === details['change']);
      const { serviceId = '', mailboxId = '' } = details;
      const at = { accountNumber: accountNumber ?? '', serviceId, mailboxId };
      const mailbox = await deps.store.mailboxAddress(at);
      if (change === undefined || mailbox === undefined) return undefined;
      return { template, change, address: mailbox };
    }
    case 'export-ready':
      return { template, link: `${deps.portalUrl}/export#${details['exportId'] ?? ''}` };
    case 'account-added':
    case 'delegate-rights-changed':
    case 'delegate-removed':
      return { template, accountNumber };
    case 'already-registered':
    case 'password-changed':
    case 'new-email-taken':
    case 'email-change-asked':
    case 'email-changed':
      return { template };
    case 'profile-erased':
    case 'nothing-to-tell':
      return undefined;
  }
}

function noticeIn({ percent, limit, periodEnd, ...details }: Readonly<Record<string, string>>) {
  if (percent === undefined || limit === undefined || periodEnd === undefined) return undefined;
  const { overagePrice: price, overageBytes: bytes, overageCap: cap } = details;
  const overage = price !== undefined &&
    bytes !== undefined && {
      ...{ price: Number(price), bytes: Number(bytes) },
      ...(cap === undefined ? {} : { cap: Number(cap) }),
    };
  return {
    ...{ percent: Number(percent), limit: Number(limit), periodEnd },
    ...(overage ? { overage } : {}),
  };
}

/** Each kind by itself: who asks for one that is of no use must not keep back one that is. */
const isTooMany = async (attempts: Attempts, { template, profileId }: OutboxMail) =>
  (await attempts.count(`mail-${template}`, profileId, perProfile)) !== undefined;

const pages: Record<LinkKind, string> = {
  'registration-link': 'complete',
  'password-reset': 'reset-password',
  'new-email': 'confirm-email',
};

/** Undefined when there is nothing (left) to do by such a link. */
async function newLink(
  { store, clock, portalUrl }: Deps,
  kind: LinkKind,
  profileId: string,
  /** Where it goes: changed meanwhile, a link must not reach the old one. */
  address: string,
) {
  const { token, hash } = newToken(profileId);
  const expiresAt = clock.now().getTime() + validForMs(kind);
  const replaced = await store.replaceLink(kind, profileId, { hash, expiresAt, address });
  // In the fragment, which browsers send to no server.
  return replaced ? `${portalUrl}/${pages[kind]}#${token}` : undefined;
}
