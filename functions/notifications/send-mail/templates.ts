/** What mails say, in the customer's language. The HTML and the plain text say the same words. */
import type { Language } from '../../../shared/http/fields.ts';

export const linkValidDays = 7;

export type MailContent =
  | { template: 'registration-link'; firstName: string; link: string }
  | { template: 'already-registered'; firstName: string }
  | { template: 'account-added'; firstName: string; accountNumber?: string | undefined };

export type Mail = { subject: string; html: string; text: string };

type Paragraph = string | { label: string; href: string };
type Words = { subject: string; greeting: string; body: Paragraph[]; closing: string[] };

export function writeMail(content: MailContent, language: Language): Mail {
  const words = wordsFor(content, language);
  return { subject: words.subject, html: htmlOf(words, language), text: textOf(words) };
}

function wordsFor(content: MailContent, language: Language): Words {
  const copy = copies[language];
  const greeting = copy.greeting(content.firstName);
  const { closing } = copy;
  switch (content.template) {
    case 'registration-link':
      return { ...copy.registrationLink(content.link), greeting, closing };
    case 'already-registered':
      return { ...copy.alreadyRegistered, greeting, closing };
    case 'account-added':
      return { ...copy.accountAdded(lastFour(content.accountNumber)), greeting, closing };
  }
}

/** Enough for the customer to tell their accounts apart, too little for who reads the mail. */
const lastFour = (accountNumber: string | undefined) => accountNumber?.slice(-4);

type Copy = {
  greeting: (firstName: string) => string;
  closing: string[];
  registrationLink: (link: string) => Pick<Words, 'subject' | 'body'>;
  alreadyRegistered: Pick<Words, 'subject' | 'body'>;
  accountAdded: (ending: string | undefined) => Pick<Words, 'subject' | 'body'>;
};

const french: Copy = {
  greeting: (firstName) => `Bonjour ${firstName},`,
  closing: [
    'Nous ne vous demanderons jamais votre mot de passe ni votre NIP par courriel.',
    'Merci d’être des nôtres!',
    'L’équipe Guichet',
  ],
  registrationLink: (link) => ({
    subject: 'Activez votre espace client Guichet',
    body: [
      'Votre espace client vous attend! Vous y verrez vos services et votre utilisation Internet, quand bon vous semble. Il ne vous reste qu’à choisir votre mot de passe.',
      { label: 'Choisir mon mot de passe', href: link },
      `Ce lien est valide pendant ${linkValidDays}\u00a0jours et sert une seule fois. Si vous en avez reçu plusieurs, seul le plus récent fonctionne.`,
      'Le lien a expiré? Rien de plus simple\u00a0: demandez-en un nouveau sur la page d’inscription de votre espace client. Ayez sous la main votre numéro de compte ou l’adresse courriel que nous avons à votre dossier.',
      'Vous n’attendiez pas ce message? Vous pouvez l’ignorer. Ne le transférez à personne\u00a0: ce lien ouvre votre espace client.',
    ],
  }),
  alreadyRegistered: {
    subject: 'Votre espace client Guichet est déjà actif',
    body: [
      'Nous avons reçu une demande d’inscription pour votre espace client. Bonne nouvelle\u00a0: il est déjà actif, vous n’avez rien à activer.',
      'Pour y accéder, rendez-vous sur notre site comme vous le faites d’habitude et ouvrez une session avec cette adresse courriel et votre mot de passe.',
      'Mot de passe oublié? Notre service à la clientèle se fera un plaisir de vous aider.',
      'Cette demande ne vient pas de vous? Vous pouvez ignorer ce message\u00a0: rien n’a changé dans votre espace client.',
    ],
  },
  accountAdded: (ending) => ({
    subject: 'Un compte s’ajoute à votre espace client Guichet',
    body: [
      ending === undefined
        ? 'Un compte vient de s’ajouter à votre espace client.'
        : `Le compte se terminant par ${ending} vient de s’ajouter à votre espace client.`,
      'Pour le consulter, rendez-vous sur notre site comme vous le faites d’habitude et ouvrez une session avec cette adresse courriel. Votre mot de passe reste le même.',
      'Ce compte ne vous dit rien? Communiquez avec notre service à la clientèle\u00a0: nous ferons la vérification avec vous.',
    ],
  }),
};

const english: Copy = {
  greeting: (firstName) => `Hello ${firstName},`,
  closing: [
    'We will never ask for your password or your PIN by email.',
    'Thank you for being with us!',
    'The Guichet team',
  ],
  registrationLink: (link) => ({
    subject: 'Activate your Guichet online account',
    body: [
      'Your online account is ready for you! See your services and your Internet usage whenever you like. All that is left is to choose your password.',
      { label: 'Choose my password', href: link },
      `This link is valid for ${linkValidDays}\u00a0days and works once. If you received more than one, only the most recent works.`,
      'Has the link expired? No problem: ask for a new one on the registration page of your online account. Have your account number on hand, or the email address we have on file.',
      'Weren’t expecting this message? You can ignore it. Please don’t forward it to anyone: this link opens your online account.',
    ],
  }),
  alreadyRegistered: {
    subject: 'Your Guichet online account is already active',
    body: [
      'We received a request to register for your online account. Good news: it is already active, so there is nothing to activate.',
      'To use it, visit our site as you usually do and sign in with this email address and your password.',
      'Forgot your password? Our customer service team will be happy to help.',
      'Wasn’t it you? You can ignore this message: nothing has changed in your online account.',
    ],
  },
  accountAdded: (ending) => ({
    subject: 'An account was added to your Guichet portal',
    body: [
      ending === undefined
        ? 'An account was just added to your Guichet portal.'
        : `The account ending in ${ending} was just added to your Guichet portal.`,
      'To see it, visit our site as you usually do and sign in with this email address. Your password stays the same.',
      'Don’t recognize this account? Contact our customer service team and we will look into it with you.',
    ],
  }),
};

const copies: Record<Language, Copy> = { 'fr-CA': french, 'en-CA': english };

const textOf = ({ greeting, body, closing }: Words) =>
  [
    greeting,
    ...body.map((part) => (typeof part === 'string' ? part : `${part.label}:\n${part.href}`)),
    ...closing,
  ].join('\n\n') + '\n';

const paragraphStyle = 'margin:0 0 16px;font-size:16px;line-height:1.5';
/** White on this blue has a contrast above 7:1. */
const buttonStyle =
  'display:inline-block;padding:12px 24px;border-radius:6px;background:#0a4a8f;color:#ffffff;font-weight:bold;text-decoration:none';
const addressStyle = 'color:#0a4a8f;font-size:14px;word-break:break-all';

function htmlOf({ subject, greeting, body, closing }: Words, language: Language): string {
  const paragraphs = [greeting, ...body, ...closing].map((part) =>
    typeof part === 'string' ? paragraph(escapeHtml(part)) : action(part),
  );
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body lang="${language}" style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font-family:Arial,Helvetica,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(subject)}</h1>
${paragraphs.join('\n')}
</div>
</body>
</html>
`;
}

const paragraph = (html: string) => `<p style="${paragraphStyle}">${html}</p>`;

/** The address is shown also, for readers whose mail program draws no button. */
function action({ label, href }: { label: string; href: string }) {
  const address = escapeHtml(href);
  return [
    paragraph(`<a href="${address}" style="${buttonStyle}">${escapeHtml(label)}</a>`),
    paragraph(`<a href="${address}" style="${addressStyle}">${address}</a>`),
  ].join('\n');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
