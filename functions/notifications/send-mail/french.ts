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
  'Ce n’est pas vous? Changez votre mot de passe sans tarder et communiquez avec notre service à la clientèle.';
const asUsual =
  'rendez-vous sur notre site comme vous le faites d’habitude et ouvrez une session avec cette adresse courriel';

const account = (accountNumber: string | undefined) => {
  const ending = lastFour(accountNumber);
  return ending === undefined ? 'un compte' : `le compte se terminant par ${ending}`;
};
/** `à` and `le` make `au`. */
const toAccount = (accountNumber: string | undefined) =>
  `à ${account(accountNumber)}`.replace(/^à le /, 'au ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const factorChanged: Record<FactorChange, string> = {
  'totp-on': 'La validation en deux étapes par une application a été activée.',
  'totp-off': 'La validation en deux étapes par une application a été désactivée.',
  'recovery-codes-replaced':
    'De nouveaux codes de secours ont été créés; les anciens ne valent plus.',
  'passkey-added': 'Une clé d’accès a été ajoutée.',
  'passkey-removed': 'Une clé d’accès a été retirée.',
};

const forwardingChanged: Record<ForwardingChange, string> = {
  on: 'est maintenant réacheminé vers une autre adresse',
  off: 'n’est plus réacheminé vers une autre adresse',
  changed: 'est maintenant réacheminé vers une adresse différente',
};

const isAllUsed = ({ percent }: NoticeContent) => percent >= 100;

function whatMoreCosts({ overage }: NoticeContent) {
  if (overage === undefined) return 'Aucuns frais ne s’appliquent au-delà.';
  const { price, bytes, cap } = overage;
  const most =
    cap === undefined
      ? ''
      : `, jusqu’à un maximum de ${dollarsInWords(cap, 'fr-CA')} pour la période`;
  return `Au-delà, chaque tranche de ${gigabytesInWords(bytes, 'fr-CA')} entamée coûte ${dollarsInWords(price, 'fr-CA')}${most}, avant les taxes.`;
}

const classNames = { basic: 'de base', regular: 'régulière', premium: 'supérieure' };

function changeInWords(change: ShownChange): string {
  const { name } = change;
  switch (change.kind) {
    case 'price-up':
    case 'price-down':
      return `${name.fr}\u00a0: ${dollarsInWords(change.after.amount, 'fr-CA')} par mois au lieu de ${dollarsInWords(change.before.amount, 'fr-CA')}`;
    case 'channel-ends':
      return `La chaîne ${name.fr} n’est plus offerte`;
    case 'channel-leaves':
      return `La chaîne ${name.fr} n’est plus comprise dans ${change.within.name.fr}`;
    case 'package-leaves':
      return `Le forfait ${name.fr} n’est plus compris dans ${change.within.name.fr}`;
    case 'channel-joins':
      return `La chaîne ${name.fr} est comprise dans ${change.within.name.fr}, sans frais de plus`;
    case 'package-joins':
      return `Le forfait ${name.fr} est compris dans ${change.within.name.fr}, sans frais de plus`;
    case 'class-up':
    case 'class-down':
      return `La chaîne ${name.fr} compte dans votre sélection comme chaîne ${classNames[change.after]} et non plus comme chaîne ${classNames[change.before]}`;
    case 'number-changes':
      return `La chaîne ${name.fr} passe du numéro ${change.before} au numéro ${change.after}`;
    case 'picks-fewer':
    case 'picks-more':
      return `${name.fr} offre ${change.after.regular} chaînes régulières et ${change.after.premium} supérieures au choix, au lieu de ${change.before.regular} et ${change.before.premium}`;
  }
}

export const french: Copy = {
  greeting: (firstName) => (firstName === undefined ? 'Bonjour,' : `Bonjour ${firstName},`),
  closing: [
    'Nous ne vous demanderons jamais votre mot de passe ni votre NIP par courriel.',
    'Merci d’être des nôtres!',
    'L’équipe Guichet',
  ],
  words,
};

function words(content: MailContent): { subject: string; body: Paragraph[] } {
  switch (content.template) {
    case 'registration-link':
      return {
        subject: 'Activez votre espace client Guichet',
        body: [
          'Votre espace client vous attend! Vous y verrez vos services et votre utilisation Internet, quand bon vous semble. Il ne vous reste qu’à choisir votre mot de passe.',
          { label: 'Choisir mon mot de passe', href: content.link },
          `Ce lien est valide pendant ${linkValidity['registration-link'].days}\u00a0jours et sert une seule fois. Si vous en avez reçu plusieurs, seul le plus récent fonctionne.`,
          'Le lien a expiré? Rien de plus simple\u00a0: demandez-en un nouveau sur la page d’inscription de votre espace client. Ayez sous la main votre numéro de compte ou l’adresse courriel que nous avons à votre dossier.',
          'Vous n’attendiez pas ce message? Vous pouvez l’ignorer. Ne le transférez à personne\u00a0: ce lien ouvre votre espace client.',
        ],
      };
    case 'already-registered':
      return {
        subject: 'Votre espace client Guichet est déjà actif',
        body: [
          'Nous avons reçu une demande d’inscription pour votre espace client. Bonne nouvelle\u00a0: il est déjà actif, vous n’avez rien à activer.',
          `Pour y accéder, ${asUsual} et votre mot de passe.`,
          'Mot de passe oublié? Choisissez «\u00a0Mot de passe oublié\u00a0» sur la page de connexion\u00a0: nous vous enverrons un lien.',
          'Cette demande ne vient pas de vous? Vous pouvez ignorer ce message\u00a0: rien n’a changé dans votre espace client.',
        ],
      };
    case 'account-added':
      return {
        subject: 'Un compte s’ajoute à votre espace client Guichet',
        body: [
          `${capital(account(content.accountNumber))} vient de s’ajouter à votre espace client.`,
          `Pour le consulter, ${asUsual}. Votre mot de passe reste le même.`,
          'Ce compte ne vous dit rien? Communiquez avec notre service à la clientèle\u00a0: nous ferons la vérification avec vous.',
        ],
      };
    case 'password-reset':
      return {
        subject: 'Choisissez un nouveau mot de passe',
        body: [
          'Nous avons reçu une demande de nouveau mot de passe pour votre espace client.',
          { label: 'Choisir un nouveau mot de passe', href: content.link },
          `Ce lien est valide pendant ${linkValidity['password-reset'].hours}\u00a0heure et sert une seule fois. Si vous en avez reçu plusieurs, seul le plus récent fonctionne.`,
          'Cette demande ne vient pas de vous? Vous pouvez ignorer ce message\u00a0: votre mot de passe reste le même. Ne le transférez à personne.',
        ],
      };
    case 'password-changed':
      return {
        subject: 'Votre mot de passe a été changé',
        body: [
          'Le mot de passe de votre espace client vient d’être changé. Vos autres sessions ont été fermées.',
          'Ce n’est pas vous? Choisissez «\u00a0Mot de passe oublié\u00a0» sur la page de connexion sans tarder, puis communiquez avec notre service à la clientèle.',
        ],
      };
    case 'new-email':
      return {
        subject: 'Confirmez votre nouvelle adresse courriel',
        body: [
          'Vous voulez utiliser cette adresse pour votre espace client. Il ne reste qu’à la confirmer.',
          { label: 'Confirmer cette adresse', href: content.link },
          `Ce lien est valide pendant ${linkValidity['new-email'].hours}\u00a0heures et sert une seule fois. D’ici là, votre ancienne adresse reste la bonne.`,
          'Vous n’avez rien demandé? Vous pouvez ignorer ce message. Ne le transférez à personne.',
        ],
      };
    case 'new-email-taken':
      return {
        subject: 'Cette adresse courriel sert déjà',
        body: [
          'Quelqu’un a demandé à utiliser cette adresse pour un espace client. Elle sert déjà à en ouvrir un\u00a0: rien n’a été changé.',
          `Si c’est vous, ${asUsual}. Sinon, vous pouvez ignorer ce message.`,
        ],
      };
    case 'email-change-asked':
      return {
        subject: 'Changement d’adresse courriel demandé',
        body: [
          'Une nouvelle adresse courriel a été demandée pour votre espace client. Elle servira dès qu’elle aura été confirmée.',
          notYou,
        ],
      };
    case 'email-changed':
      return {
        subject: 'Votre adresse courriel a été changée',
        body: [
          'Votre espace client s’ouvre désormais avec une autre adresse courriel. Vous ne recevrez plus nos messages ici.',
          'Ce n’est pas vous? Communiquez sans tarder avec notre service à la clientèle.',
        ],
      };
    case 'second-factor-changed':
      return {
        subject: 'La protection de votre compte a changé',
        body: [
          factorChanged[content.change],
          'Ce n’est pas vous? Ouvrez une session sans tarder, retirez de vos clés d’accès et de la validation en deux étapes ce que vous ne reconnaissez pas, changez votre mot de passe et fermez toutes vos sessions. Communiquez ensuite avec notre service à la clientèle.',
        ],
      };
    case 'delegate-invited':
      return {
        subject: 'Vous avez accès à un compte Guichet',
        body: [
          `${content.holder} vous donne accès ${toAccount(content.accountNumber)}.`,
          ...(content.link === undefined
            ? [`Pour le consulter, ${asUsual}.`]
            : [
                'Choisissez votre mot de passe pour le consulter.',
                { label: 'Choisir mon mot de passe', href: content.link },
                `Ce lien est valide pendant ${linkValidity['registration-link'].days}\u00a0jours et sert une seule fois.`,
              ]),
          'Vous ne connaissez pas cette personne? Vous pouvez ignorer ce message.',
        ],
      };
    case 'delegate-rights-changed':
      return {
        subject: 'Vos droits sur un compte ont changé',
        body: [
          `Le titulaire a changé ce que vous pouvez voir et faire sur ${account(content.accountNumber)}.`,
          'Des questions? La personne titulaire du compte peut vous répondre.',
        ],
      };
    case 'delegate-removed':
      return {
        subject: 'Votre accès à un compte a pris fin',
        body: [
          `Vous n’avez plus accès ${toAccount(content.accountNumber)}.`,
          'Des questions? La personne titulaire du compte peut vous répondre.',
        ],
      };
    case 'plan-change-confirmed':
      return {
        subject: 'Votre changement de forfait est confirmé',
        body: [
          `Vous passez au forfait ${content.plan}, à compter du ${dayInWords(content.effectiveDate, 'fr-CA')}.`,
          'La commande se trouve dans votre espace client, avec ce qui change sur votre facture. Tant que les travaux n’ont pas commencé, vous pouvez l’y annuler.',
          'Vous n’avez rien commandé? Annulez la commande dans votre espace client ou communiquez avec notre service à la clientèle.',
        ],
      };
    case 'plan-changed':
      return {
        subject: 'Votre nouveau forfait est en vigueur',
        body: [
          `Depuis le ${dayInWords(content.effectiveDate, 'fr-CA')}, votre forfait est ${content.plan}.`,
          'Ce qui change sur votre facture se trouve avec la commande, dans votre espace client.',
        ],
      };
    case 'plan-not-changed':
      return {
        subject: 'Votre forfait n’a pas pu être changé',
        body: [
          `Le passage au forfait ${content.plan} qui avait été commandé n’a pas été fait. Votre forfait reste le même et ce changement ne vous est pas facturé.`,
          'Communiquez avec notre service à la clientèle : nous verrons avec vous ce qu’il en est.',
        ],
      };
    case 'usage-notice':
      return {
        subject: isAllUsed(content)
          ? 'Vous avez utilisé toutes vos données Internet'
          : `Vous avez utilisé ${content.percent}\u00a0% de vos données Internet`,
        body: [
          `${capital(account(content.accountNumber))} a utilisé ${isAllUsed(content) ? 'la totalité' : `${content.percent}\u00a0%`} des ${gigabytesInWords(content.limit, 'fr-CA')} de données Internet de cette période de facturation, qui se termine le ${dayInWords(content.periodEnd, 'fr-CA')}.`,
          whatMoreCosts(content),
          'Dans votre espace client, vous pouvez suivre votre utilisation jour par jour, ajouter des données pour cette période ou passer à un forfait qui en offre plus.',
        ],
      };
    case 'data-add-on-bought':
      return {
        subject: 'Vos données ont été ajoutées',
        body: [
          `${content.addOn} s’ajoute à vos données Internet pour la période de facturation qui se termine le ${dayInWords(content.periodEnd, 'fr-CA')}. Vous le trouverez sur votre prochaine facture.`,
          'Vous n’avez rien commandé? Communiquez avec notre service à la clientèle.',
        ],
      };
    case 'catalog-change':
      return {
        subject: 'Votre service de télé change',
        body: [
          `Une partie de la télé change pour ${account(content.accountNumber)}. Les prix sont avant les taxes.`,
          ...byDay(content.changes, {
            from: (day) => `À compter du ${dayInWords(day, 'fr-CA')}\u00a0:`,
            line: changeInWords,
          }),
          ...(content.more > 0
            ? [
                `Autres changements\u00a0: ${content.more}. Vous les trouverez tous dans votre espace client, sous Télé.`,
              ]
            : []),
          content.changesOwn
            ? 'Si cela vous convient, vous n’avez rien à faire. Sinon, changez vos chaînes et vos forfaits dans votre espace client, sous Télé, ou communiquez avec notre service à la clientèle.'
            : 'Si cela vous convient, vous n’avez rien à faire. Sinon, communiquez avec le service à la clientèle d’affaires pour changer vos chaînes et vos forfaits.',
        ],
      };
    case 'tv-changed':
      return {
        subject: 'Votre télé a changé',
        body: [
          ...(content.added === '' ? [] : [`Vous avez maintenant : ${content.added}.`]),
          ...(content.removed === ''
            ? []
            : [`Vous n’avez plus, ou ne payez plus à part : ${content.removed}.`]),
          `C’est en vigueur depuis le ${dayInWords(content.effectiveDate, 'fr-CA')}. Ce qui change sur votre facture se trouve avec la commande, dans votre espace client.`,
          'Vous n’avez rien commandé? Communiquez avec notre service à la clientèle.',
        ],
      };
    case 'tv-not-changed':
      return {
        subject: 'Un changement à votre télé n’a pas pu être fait',
        body: [
          ...(content.added === ''
            ? []
            : [
                `Nous n’avons pas pu vous donner : ${content.added}. Rien ne vous est facturé pour cela.`,
              ]),
          ...(content.removed === ''
            ? []
            : [
                `Cette commande devait retirer : ${content.removed}. Votre espace client montre ce que vous avez maintenant.`,
              ]),
          'Communiquez avec notre service à la clientèle : nous verrons avec vous ce qu’il en est.',
        ],
      };
    case 'mailbox-forwarding-changed':
      return {
        subject: 'Le réacheminement d’une boîte courriel a changé',
        body: [
          `Le courriel de ${content.address} ${forwardingChanged[content.change]}. Les détails sont dans votre espace client, sous Internet.`,
          notYou,
        ],
      };
    case 'export-ready':
      return {
        subject: 'Vos données sont prêtes',
        body: [
          'L’archive de vos données, que vous avez demandée, est prête. Votre mot de passe vous sera demandé de nouveau pour l’obtenir.',
          { label: 'Obtenir mes données', href: content.link },
          `Elle reste disponible pendant ${exportKeptDays}\u00a0jours.`,
          notYou,
        ],
      };
    case 'profile-erased':
      return {
        subject: 'Votre espace client a été effacé',
        body: [
          'Comme vous l’avez demandé, votre espace client et vos données personnelles y ont été effacés. Ce que la loi nous oblige à garder, comme les factures, est conservé le temps prescrit.',
          'Ce n’est pas vous? Communiquez sans tarder avec notre service à la clientèle.',
        ],
      };
  }
}
