/** What an erasure takes, and what the law or the contract has us keep. Pure. */

export const erasable = [
  'profile',
  'email-address',
  'account-access',
  'sessions',
  'second-factors',
  'exports',
  'delegates-of-your-accounts',
] as const;

export const keptKinds = [
  'account-and-bills',
  'usage-totals',
  'mailboxes-and-security-products',
  'tv-purchases',
  'activity',
  'mail-records',
  'attempt-counters',
  'incident-register',
  'backups',
] as const;
type KeptKind = (typeof keptKinds)[number];

type Language = 'fr-CA' | 'en-CA';
type Words = Readonly<Record<Language, string>>;

type Keeping = {
  what: KeptKind;
  /** Of accounts: concerns only who holds one. */
  ofHolders: boolean;
  why: Words;
  until: Words;
};

const keeping: readonly Keeping[] = [
  {
    what: 'account-and-bills',
    ofHolders: true,
    why: {
      'fr-CA':
        'Votre contrat de service, avec le nom et l’adresse courriel que vous y avez donnés, l’adresse du service et les factures\u00a0: la loi fiscale oblige à conserver ce qui explique une facture.',
      'en-CA':
        'Your service contract, with the name and email address you gave there, the service address and the bills: tax law requires that what explains a bill is kept.',
    },
    until: {
      'fr-CA': '6 ans après la fin de l’année de la dernière facture',
      'en-CA': '6 years after the end of the year of the last bill',
    },
  },
  {
    what: 'usage-totals',
    ofHolders: true,
    why: {
      'fr-CA':
        'L’utilisation d’Internet par jour\u00a0: les factures sont calculées à partir de ces totaux.',
      'en-CA': 'Internet usage by day: bills are calculated from these totals.',
    },
    until: {
      'fr-CA': 'Selon la règle de conservation de l’opérateur, au plus tard avec les factures',
      'en-CA': 'By the operator’s retention rule, with the bills at the latest',
    },
  },
  {
    what: 'mailboxes-and-security-products',
    ofHolders: true,
    why: {
      'fr-CA':
        'Les boîtes courriel et les produits de sécurité font partie du service, qui continue; effacez-les avant, si vous le voulez.',
      'en-CA':
        'Mailboxes and security products are part of the service, which goes on; delete them before, if you want.',
    },
    until: {
      'fr-CA': "30 jours après la suppression d'une boîte; les abonnements, avec les factures",
      'en-CA': '30 days after a mailbox is deleted; subscriptions, with the bills',
    },
  },
  {
    what: 'tv-purchases',
    ofHolders: true,
    why: {
      'fr-CA':
        'Les achats à la carte et sur demande, avec leurs titres\u00a0: ils expliquent des frais de vos factures.',
      'en-CA':
        'Pay-per-view and on-demand purchases, with their titles: they explain charges on your bills.',
    },
    until: { 'fr-CA': '760 jours après chaque achat', 'en-CA': '760 days after each purchase' },
  },
  {
    what: 'activity',
    ofHolders: false,
    why: {
      'fr-CA':
        'Qui a fait quoi dans un compte; vous y êtes désigné par un identifiant qui ne mène plus à personne.',
      'en-CA': 'Who did what on an account; it names you by an id that leads to nobody.',
    },
    until: { 'fr-CA': '2 ans après chaque entrée', 'en-CA': '2 years after each entry' },
  },
  {
    what: 'mail-records',
    ofHolders: false,
    why: {
      'fr-CA':
        'Le fait que des courriels ont été envoyés, avec le même identifiant, sans adresse ni texte. Votre adresse sert une dernière fois, à vous dire que l’effacement est fait, puis disparaît.',
      'en-CA':
        'That mails were sent, with the same id, without address or text. Your address is used once more, to tell you that the erasure is done, and is then forgotten.',
    },
    until: { 'fr-CA': '90 jours après chaque courriel', 'en-CA': '90 days after each mail' },
  },
  {
    what: 'attempt-counters',
    ofHolders: false,
    why: {
      'fr-CA':
        'Les compteurs qui ralentissent qui devine des mots de passe; ils portent une empreinte de l’adresse.',
      'en-CA': 'Counters that slow down who guesses passwords; they hold a hash of the address.',
    },
    until: { 'fr-CA': '2 jours après le dernier essai', 'en-CA': '2 days after the last try' },
  },
  {
    what: 'incident-register',
    ofHolders: false,
    why: {
      'fr-CA':
        'Les incidents de confidentialité\u00a0: le règlement oblige à tenir ce registre. Personne n’y est nommé.',
      'en-CA':
        'Confidentiality incidents: the regulation requires this register. It names no person.',
    },
    until: {
      'fr-CA': '5 ans après que l’organisation a eu connaissance de l’incident',
      'en-CA': '5 years after the organization became aware of the incident',
    },
  },
  {
    what: 'backups',
    ofHolders: false,
    why: {
      'fr-CA': 'Les copies de sûreté de la base de données; elles ne servent qu’à la rétablir.',
      'en-CA': 'Backups of the database; they serve to restore it and nothing else.',
    },
    until: { 'fr-CA': '35 jours', 'en-CA': '35 days' },
  },
];

/** What a person is told after their erasure. */
export const erasureReport = (
  { holdsAccount }: { holdsAccount: boolean },
  language: Language,
): {
  erased: (typeof erasable)[number][];
  kept: { what: KeptKind; why: string; until: string }[];
} => ({
  erased: erasable.filter((what) => holdsAccount || what !== 'delegates-of-your-accounts'),
  kept: keeping
    .filter(({ ofHolders }) => holdsAccount || !ofHolders)
    .map(({ what, why, until }) => ({ what, why: why[language], until: until[language] })),
});
