/** What a mail tells, before it has words. */
import type { Language } from '../../../shared/http/fields.ts';
import type { ShownChange } from '../../../shared/tv/upcoming-view.ts';
import type { Paragraph, Words } from './layout.ts';

/** A mail by its template, with what its words need. */
export type MailContent = { firstName?: string | undefined } & (
  | { template: 'registration-link'; link: string }
  | { template: 'already-registered' }
  | { template: 'account-added'; accountNumber?: string | undefined }
  | { template: 'password-reset'; link: string }
  | { template: 'password-changed' }
  | { template: 'new-email'; link: string }
  | { template: 'new-email-taken' }
  | { template: 'email-change-asked' }
  | { template: 'email-changed' }
  | { template: 'second-factor-changed'; change: FactorChange }
  /** With a link for who has no profile yet. */
  | {
      template: 'delegate-invited';
      holder: string;
      accountNumber?: string | undefined;
      link?: string | undefined;
    }
  | { template: 'delegate-rights-changed'; accountNumber?: string | undefined }
  | { template: 'delegate-removed'; accountNumber?: string | undefined }
  /** The plan that was ordered, and the first day with it. */
  | { template: PlanMail; plan: string; effectiveDate: string }
  | ({ template: 'usage-notice'; accountNumber?: string | undefined } & NoticeContent)
  | { template: 'data-add-on-bought'; addOn: string; periodEnd: string }
  | ({ template: 'catalog-change'; accountNumber?: string | undefined } & CatalogContent)
  /** What was to come and to go, by name; the first day. */
  | ({ template: 'tv-changed' | 'tv-not-changed' } & TvChangeContent)
  | { template: 'mailbox-forwarding-changed'; address: string; change: ForwardingChange }
  | { template: 'export-ready'; link: string }
  | { template: 'profile-erased' }
);

/** Percent of the limit, in bytes; the last day of the period; what more costs, in cents. */
export type NoticeContent = {
  percent: number;
  limit: number;
  periodEnd: string;
  overage?: { price: number; bytes: number; cap?: number } | undefined;
};

/** `more`: how many others there are. `changesOwn`: the customer changes their TV themselves. */
export type CatalogContent = {
  changes: readonly ShownChange[];
  more: number;
  changesOwn: boolean;
};

/** Day by day, a title and what changes then. */
export function byDay(
  changes: readonly ShownChange[],
  words: { from: (day: string) => string; line: (change: ShownChange) => string },
): Paragraph[] {
  const days = [...new Set(changes.map(({ effectiveFrom }) => effectiveFrom))];
  return days.flatMap((day) => [
    words.from(day),
    { list: changes.filter((one) => one.effectiveFrom === day).map(words.line) },
  ]);
}
/** Names in the reader's language, as a list; empty where nothing came or went. */
export type TvChangeContent = { added: string; removed: string; effectiveDate: string };

export type PlanMail = 'plan-change-confirmed' | 'plan-changed' | 'plan-not-changed';

export const factorChanges = [
  'totp-on',
  'totp-off',
  'recovery-codes-replaced',
  'passkey-added',
  'passkey-removed',
] as const;
export type FactorChange = (typeof factorChanges)[number];

export const forwardingChanges = ['on', 'off', 'changed'] as const;
export type ForwardingChange = (typeof forwardingChanges)[number];

/** A language's words: a subject and a body for every template. */
export type Copy = {
  greeting: (firstName: string | undefined) => string;
  closing: string[];
  words: (content: MailContent) => Pick<Words, 'subject' | 'body'>;
};

/** A calendar day in words, wherever the mail is written. */
export const dayInWords = (day: string, language: Language) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    // French counts the first day only: 1er décembre, 2 décembre.
    .replace(/^1 /, '1er ');

const gigabyte = 1_000_000_000;

/** Bytes as people read them: 400 GB, 400 Go. */
export const gigabytesInWords = (bytes: number, language: Language) =>
  `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / gigabyte)}\u00a0${
    language === 'fr-CA' ? 'Go' : 'GB'
  }`;

export const dollarsInWords = (cents: number, language: Language) =>
  new Intl.NumberFormat(language, { style: 'currency', currency: 'CAD' }).format(cents / 100);

/** Enough for the customer to tell their accounts apart, too little for who reads the mail. */
export const lastFour = (accountNumber: string | undefined) => accountNumber?.slice(-4);
