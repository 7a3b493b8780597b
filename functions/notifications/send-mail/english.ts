import type { ShownChange } from '../../../shared/tv/upcoming-view.ts';
import type { Paragraph } from './layout.ts';
import {
  byDay,
  dayInWords,
  dollarsInWords,
  gigabytesInWords,
  lastFour,
  type Copy,
  type FactorChange,
  type ForwardingChange,
  type MailContent,
  type NoticeContent,
} from './content.ts';
import { exportKeptDays, linkValidity } from './validity.ts';

const notYou =
  'Wasn’t it you? Change your password right away and contact our customer service team.';
const asUsual = 'visit our site as you usually do and sign in with this email address';

const account = (accountNumber: string | undefined) => {
  const ending = lastFour(accountNumber);
  return ending === undefined ? 'an account' : `the account ending in ${ending}`;
};
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const factorChanged: Record<FactorChange, string> = {
  'totp-on': 'Two-step verification with an app was turned on.',
  'totp-off': 'Two-step verification with an app was turned off.',
  'recovery-codes-replaced': 'New recovery codes were made; the old ones no longer work.',
  'passkey-added': 'A passkey was added.',
  'passkey-removed': 'A passkey was removed.',
};

const forwardingChanged: Record<ForwardingChange, string> = {
  on: 'is now forwarded to another address',
  off: 'is no longer forwarded to another address',
  changed: 'is now forwarded to a different address',
};

const isAllUsed = ({ percent }: NoticeContent) => percent >= 100;

function whatMoreCosts({ overage }: NoticeContent) {
  if (overage === undefined) return 'Using more costs nothing extra.';
  const { price, bytes, cap } = overage;
  const most = cap === undefined ? '' : `, at most ${dollarsInWords(cap, 'en-CA')} for the period`;
  return `Beyond that, each ${gigabytesInWords(bytes, 'en-CA')} started costs ${dollarsInWords(price, 'en-CA')}${most}, before taxes.`;
}

const classNames = { basic: 'basic', regular: 'regular', premium: 'premium' };

function changeInWords(change: ShownChange): string {
  const { name } = change;
  switch (change.kind) {
    case 'price-up':
    case 'price-down':
      return `${name.en}: ${dollarsInWords(change.after.amount, 'en-CA')} a month instead of ${dollarsInWords(change.before.amount, 'en-CA')}`;
    case 'channel-ends':
      return `${name.en} is no longer offered`;
    case 'channel-leaves':
    case 'package-leaves':
      return `${name.en} is no longer included in ${change.within.name.en}`;
    case 'channel-joins':
    case 'package-joins':
      return `${name.en} is included in ${change.within.name.en}, at no extra charge`;
    case 'class-up':
    case 'class-down':
      return `${name.en} counts as a ${classNames[change.after]} channel in your selection, no longer as a ${classNames[change.before]} one`;
    case 'number-changes':
      return `${name.en} moves from number ${change.before} to number ${change.after}`;
    case 'picks-fewer':
    case 'picks-more':
      return `${name.en} has ${change.after.regular} regular and ${change.after.premium} premium channels to choose, instead of ${change.before.regular} and ${change.before.premium}`;
  }
}

export const english: Copy = {
  greeting: (firstName) => (firstName === undefined ? 'Hello,' : `Hello ${firstName},`),
  closing: [
    'We will never ask for your password or your PIN by email.',
    'Thank you for being with us!',
    'The Guichet team',
  ],
  words,
};

function words(content: MailContent): { subject: string; body: Paragraph[] } {
  switch (content.template) {
    case 'registration-link':
      return {
        subject: 'Activate your Guichet online account',
        body: [
          'Your online account is ready for you! See your services and your Internet usage whenever you like. All that is left is to choose your password.',
          { label: 'Choose my password', href: content.link },
          `This link is valid for ${linkValidity['registration-link'].days}\u00a0days and works once. If you received more than one, only the most recent works.`,
          'Has the link expired? No problem: ask for a new one on the registration page of your online account. Have your account number on hand, or the email address we have on file.',
          'Weren’t expecting this message? You can ignore it. Please don’t forward it to anyone: this link opens your online account.',
        ],
      };
    case 'already-registered':
      return {
        subject: 'Your Guichet online account is already active',
        body: [
          'We received a request to register for your online account. Good news: it is already active, so there is nothing to activate.',
          `To use it, ${asUsual} and your password.`,
          'Forgot your password? Choose “Forgot password” on the sign-in page and we will send you a link.',
          'Wasn’t it you? You can ignore this message: nothing has changed in your online account.',
        ],
      };
    case 'account-added':
      return {
        subject: 'An account was added to your Guichet portal',
        body: [
          `${capital(account(content.accountNumber))} was just added to your Guichet portal.`,
          `To see it, ${asUsual}. Your password stays the same.`,
          'Don’t recognize this account? Contact our customer service team and we will look into it with you.',
        ],
      };
    case 'password-reset':
      return {
        subject: 'Choose a new password',
        body: [
          'We received a request for a new password for your online account.',
          { label: 'Choose a new password', href: content.link },
          `This link is valid for ${linkValidity['password-reset'].hours}\u00a0hour and works once. If you received more than one, only the most recent works.`,
          'Wasn’t it you? You can ignore this message: your password stays the same. Please don’t forward it to anyone.',
        ],
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        body: [
          'The password of your online account was just changed. Your other sessions were signed out.',
          'Wasn’t it you? Choose “Forgot password” on the sign-in page right away, then contact our customer service team.',
        ],
      };
    case 'new-email':
      return {
        subject: 'Confirm your new email address',
        body: [
          'You want to use this address for your online account. All that is left is to confirm it.',
          { label: 'Confirm this address', href: content.link },
          `This link is valid for ${linkValidity['new-email'].hours}\u00a0hours and works once. Until then your old address stays in use.`,
          'Didn’t ask for this? You can ignore this message. Please don’t forward it to anyone.',
        ],
      };
    case 'new-email-taken':
      return {
        subject: 'This email address is in use already',
        body: [
          'Somebody asked to use this address for an online account. It is used to sign in to one already: nothing was changed.',
          `If it was you, ${asUsual}. If not, you can ignore this message.`,
        ],
      };
    case 'email-change-asked':
      return {
        subject: 'A change of your email address was asked for',
        body: [
          'A new email address was asked for in your online account. It will be used as soon as it is confirmed.',
          notYou,
        ],
      };
    case 'email-changed':
      return {
        subject: 'Your email address was changed',
        body: [
          'Your online account is now opened with another email address. You will no longer receive our messages here.',
          'Wasn’t it you? Contact our customer service team right away.',
        ],
      };
    case 'second-factor-changed':
      return {
        subject: 'The protection of your account has changed',
        body: [
          factorChanged[content.change],
          'Wasn’t it you? Sign in right away, remove what you don’t recognize from your passkeys and two-step verification, change your password and sign out everywhere. Then contact our customer service team.',
        ],
      };
    case 'delegate-invited':
      return {
        subject: 'You were given access to a Guichet account',
        body: [
          `${content.holder} gives you access to ${account(content.accountNumber)}.`,
          ...(content.link === undefined
            ? [`To see it, ${asUsual}.`]
            : [
                'Choose your password to see it.',
                { label: 'Choose my password', href: content.link },
                `This link is valid for ${linkValidity['registration-link'].days}\u00a0days and works once.`,
              ]),
          'Don’t know this person? You can ignore this message.',
        ],
      };
    case 'delegate-rights-changed':
      return {
        subject: 'What you may do on an account has changed',
        body: [
          `The account holder changed what you can see and do on ${account(content.accountNumber)}.`,
          'Any questions? The holder of the account can answer them.',
        ],
      };
    case 'delegate-removed':
      return {
        subject: 'Your access to an account has ended',
        body: [
          `You no longer have access to ${account(content.accountNumber)}.`,
          'Any questions? The holder of the account can answer them.',
        ],
      };
    case 'plan-change-confirmed':
      return {
        subject: 'Your plan change is confirmed',
        body: [
          `You are moving up to ${content.plan}, from ${dayInWords(content.effectiveDate, 'en-CA')}.`,
          'The order is in your online account, with what changes on your bill. Until the work has started, you can take it back there.',
          'Didn’t order this? Take it back in your online account, or contact our customer service team.',
        ],
      };
    case 'plan-changed':
      return {
        subject: 'Your new plan is active',
        body: [
          `Since ${dayInWords(content.effectiveDate, 'en-CA')} your plan is ${content.plan}.`,
          'What changes on your bill is with the order, in your online account.',
        ],
      };
    case 'plan-not-changed':
      return {
        subject: 'Your plan could not be changed',
        body: [
          `The change to ${content.plan} that was ordered was not made. Your plan stays the same, and you are not charged for the change.`,
          'Please contact our customer service team: we will look into it with you.',
        ],
      };
    case 'usage-notice':
      return {
        subject: isAllUsed(content)
          ? 'You have used all of your Internet data'
          : `You have used ${content.percent}% of your Internet data`,
        body: [
          `${capital(account(content.accountNumber))} has used ${isAllUsed(content) ? 'all' : `${content.percent}%`} of the ${gigabytesInWords(content.limit, 'en-CA')} of Internet data of this billing period, which ends on ${dayInWords(content.periodEnd, 'en-CA')}.`,
          whatMoreCosts(content),
          'In your online account you can follow your usage day by day, add data for this period, or move up to a plan with more data.',
        ],
      };
    case 'data-add-on-bought':
      return {
        subject: 'Your data was added',
        body: [
          `${content.addOn} was added to your Internet data, for the billing period that ends on ${dayInWords(content.periodEnd, 'en-CA')}. You will find it on your next bill.`,
          'Didn’t order this? Contact our customer service team.',
        ],
      };
    case 'catalog-change':
      return {
        subject: 'Your TV service is changing',
        body: [
          `Some of the TV on ${account(content.accountNumber)} is changing. Prices are before taxes.`,
          ...byDay(content.changes, {
            from: (day) => `From ${dayInWords(day, 'en-CA')}:`,
            line: changeInWords,
          }),
          ...(content.more > 0
            ? [`And ${content.more} more: all of them are in your online account, under TV.`]
            : []),
          content.changesOwn
            ? 'You have nothing to do if this suits you. Otherwise, change your channels and packages in your online account, under TV, or contact our customer service team.'
            : 'You have nothing to do if this suits you. Otherwise, contact business customer service to change your channels and packages.',
        ],
      };
    case 'tv-changed':
      return {
        subject: 'Your TV has changed',
        body: [
          ...(content.added === '' ? [] : [`You now have: ${content.added}.`]),
          ...(content.removed === ''
            ? []
            : [`You no longer have, or no longer pay apart: ${content.removed}.`]),
          `This holds from ${dayInWords(content.effectiveDate, 'en-CA')} on. What changes on your bill is with the order, in your online account.`,
          'Didn’t order this? Contact our customer service team.',
        ],
      };
    case 'tv-not-changed':
      return {
        subject: 'A change of your TV could not be made',
        body: [
          ...(content.added === ''
            ? []
            : [`We could not give you: ${content.added}. You are not charged for it.`]),
          ...(content.removed === ''
            ? []
            : [
                `This order was to take away: ${content.removed}. Your online account shows what you have now.`,
              ]),
          'Please contact our customer service team: we will look into it with you.',
        ],
      };
    case 'mailbox-forwarding-changed':
      return {
        subject: 'The forwarding of a mailbox has changed',
        body: [
          `Mail for ${content.address} ${forwardingChanged[content.change]}. The details are in your online account, under Internet.`,
          notYou,
        ],
      };
    case 'export-ready':
      return {
        subject: 'Your data is ready',
        body: [
          'The archive of your data that you asked for is ready. You will be asked for your password again to get it.',
          { label: 'Get my data', href: content.link },
          `It stays available for ${exportKeptDays}\u00a0days.`,
          notYou,
        ],
      };
    case 'profile-erased':
      return {
        subject: 'Your online account was erased',
        body: [
          'As you asked, your online account and your personal data in it were erased. What the law has us keep, such as bills, is kept for as long as it says.',
          'Wasn’t it you? Contact our customer service team right away.',
        ],
      };
  }
}
