/** What a mail tells, before it has words. */
import type { Words } from './layout.ts';

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
  | { template: 'export-ready'; link: string }
  | { template: 'profile-erased' }
);

export const factorChanges = [
  'totp-on',
  'totp-off',
  'recovery-codes-replaced',
  'passkey-added',
  'passkey-removed',
] as const;
export type FactorChange = (typeof factorChanges)[number];

/** A language's words: a subject and a body for every template. */
export type Copy = {
  greeting: (firstName: string | undefined) => string;
  closing: string[];
  words: (content: MailContent) => Pick<Words, 'subject' | 'body'>;
};

/** Enough for the customer to tell their accounts apart, too little for who reads the mail. */
export const lastFour = (accountNumber: string | undefined) => accountNumber?.slice(-4);
