/**
 * What must be told, kept with the change it tells of: the item is written in the same transaction,
 * the table's stream hands it on. It holds ids and, for a former address, that; never a link's token
 * or a mail's text.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ttlAt } from './table/client.ts';
import { keys } from './table/keys.ts';

const day = 86_400_000;
/** Longer than any retry; afterwards the record of a delivery is housekeeping's. */
const keptFor = 90 * day;

export const mailTemplates = [
  'registration-link',
  'already-registered',
  'account-added',
  'password-reset',
  'password-changed',
  /** To the new address, with the link that confirms it; … */
  'new-email',
  /** … or, when somebody else signs in with it, without. */
  'new-email-taken',
  /** To the old address: when a change was asked for, and when it was made. */
  'email-change-asked',
  'email-changed',
  'second-factor-changed',
  'delegate-invited',
  'delegate-rights-changed',
  'delegate-removed',
  'plan-change-confirmed',
  'plan-changed',
  /** The order failed, or the operator canceled it. */
  'plan-not-changed',
  /** A part of the allowance is used: 75, 90 or 100 % of it. */
  'usage-notice',
  'data-add-on-bought',
  /** Channels or packages came or went; … */
  'tv-changed',
  /** … and could not be: what was had is had no more. */
  'tv-not-changed',
  'mailbox-forwarding-changed',
  /** What changes in the catalog of the TV that an account has. */
  'catalog-change',
  'export-ready',
  'profile-erased',
  /** The same work as a mail, and none is sent. */
  'nothing-to-tell',
] as const;

/** What goes to very many at once, and must hold up nobody who waits for a link. */
export const isForMany = (template: string) => template === 'catalog-change';

export const outboxMail = z.object({
  outboxId: z.string(),
  template: z.enum(mailTemplates),
  profileId: z.string(),
  accountNumber: z.optional(z.string()),
  /** Where it goes, if not to the profile's address; removed once it was sent. */
  address: z.optional(z.string()),
  /** Ids and codes the mail is written with. */
  details: z.optional(z.record(z.string(), z.string())),
  status: z.enum(['pending', 'sent', 'skipped', 'failed']),
  createdAt: z.number(),
});
export type OutboxMail = z.output<typeof outboxMail>;

type Telling = {
  template: OutboxMail['template'];
  profileId: string;
  accountNumber?: string | undefined;
  address?: string;
  details?: Readonly<Record<string, string>>;
  /** Tells two mails of a template apart: the same key is the same mail, sent once. */
  key: string;
};

/** The item to put in the transaction. */
export function outboxItem({ key, ...telling }: Telling, now: Date) {
  const outboxId = createHash('sha256')
    .update(JSON.stringify([telling.template, telling.profileId, key]))
    .digest('base64url')
    .slice(0, 22);
  return {
    ...keys.outbox(outboxId),
    outboxId,
    ...telling,
    status: 'pending',
    createdAt: now.getTime(),
    expiresAt: ttlAt(new Date(now.getTime() + keptFor)),
  };
}
