/** What the head of an archive says of it, in both languages. */
type Words = { fr: string; en: string };

export const readme: readonly Words[] = [
  {
    fr: "Ce document JSON contient les renseignements que nous conservons sur vous à l'instant `generatedAt`. Les instants sont en UTC (RFC 3339), les jours dans le fuseau horaire du compte.",
    en: 'This JSON document holds what we keep of you as of `generatedAt`. Instants are in UTC (RFC 3339), days in the time zone of the account.',
  },
  {
    fr: '`profile`, `consents`, `memberships`, `sessions`, `secondFactors`, `exports` et `ownActivity` portent sur vous, quel que soit le compte.',
    en: '`profile`, `consents`, `memberships`, `sessions`, `secondFactors`, `exports` and `ownActivity` are about you, whatever the account.',
  },
  {
    fr: "`accounts` contient les comptes dont vous êtes titulaire\u00a0: contrat, adresse, services, équipement, délégués, commandes (montants en cents), utilisation d'Internet par jour avec forfait, blocs de données achetés, avis envoyés et dépassement avant le dernier changement de forfait ou achat de données, produits de sécurité et leurs appareils, boîtes courriel, achats télé (montants en cents), choix télé successifs (`0001-01-01`\u00a0: jour inconnu) et activité. Les octets au-delà de 2^53 sont écrits en chaînes décimales.",
    en: '`accounts` holds the accounts that are yours: contract, address, services, equipment, delegates, orders (amounts in cents), Internet usage by day with plan, data add-ons bought, notices sent and overage before the last change of plan or purchase of data, security products and their devices, mailboxes, TV purchases (amounts in cents), TV selections over time (`0001-01-01`: day unknown) and activity. Bytes beyond 2^53 are written as decimal strings.',
  },
];

/** Said in the archive itself, so that nobody takes silence for completeness. */
export const notIncluded: readonly { what: Words; why: Words }[] = [
  {
    what: {
      fr: 'Mot de passe, NIP, codes de récupération, secrets et clés',
      en: 'Password, PIN, recovery codes, secrets and keys',
    },
    why: {
      fr: "Nous n'en conservons qu'une empreinte ou une forme scellée; dans une archive, ils ouvriraient votre compte.",
      en: 'We keep only a hash or a sealed form; in an archive they would open your account.',
    },
  },
  {
    what: {
      fr: 'Contenu et mots de passe de vos boîtes courriel',
      en: 'Content and passwords of your mailboxes',
    },
    why: {
      fr: "Le courriel est conservé par le système de messagerie de l'opérateur; ici ne se trouvent que les adresses et ce que vous en avez réglé.",
      en: "Mail is kept by the operator's mail system; here are only the addresses and how you set them.",
    },
  },
  {
    what: {
      fr: "Relevés bruts d'utilisation d'Internet",
      en: 'Raw records of Internet usage',
    },
    why: {
      fr: 'Ils sont conservés en totaux par jour, que voici; les relevés sont rangés par lots techniques, sans personne.',
      en: 'They are kept as totals by day, which are here; the records lie in technical batches, by no person.',
    },
  },
  {
    what: { fr: 'Nom et adresse de vos délégués', en: 'Names and addresses of your delegates' },
    why: {
      fr: "Ce sont les renseignements d'autres personnes; chacune peut demander les siens. Leur identifiant, leurs droits et les dates sont ici.",
      en: 'They are data of other people, who can ask for their own. Their ids, permissions and dates are here.',
    },
  },
  {
    what: {
      fr: "Compte dont vous n'êtes que délégué\u00a0: contrat, services, utilisation, activité des autres",
      en: 'Accounts of which you are a delegate only: contract, services, usage, activity of others',
    },
    why: {
      fr: 'Ce sont les renseignements du titulaire.',
      en: 'They are data of the holder.',
    },
  },
  {
    what: {
      fr: "Votre activité dans des comptes auxquels vous n'avez plus accès",
      en: 'Your activity on accounts that you no longer have access to',
    },
    why: {
      fr: "Elle est rangée par compte et n'est plus reliée à vous; elle est détruite après 2 ans.",
      en: 'It is kept by account, with no way from you to it; it is deleted after 2 years.',
    },
  },
  {
    what: { fr: 'Courriels envoyés', en: 'Mails that were sent' },
    why: {
      fr: "Leur texte n'est pas conservé; qu'un courriel a été envoyé est conservé 90 jours, par courriel et non par personne.",
      en: 'Their text is not kept; that one was sent is kept for 90 days, by mail and not by person.',
    },
  },
  {
    what: { fr: 'Factures et paiements', en: 'Bills and payments' },
    why: {
      fr: "Ils sont tenus par le système de facturation de l'opérateur; seul le solde connu ici s'y trouve.",
      en: "They are kept by the operator's billing system; only the balance known here is included.",
    },
  },
];
