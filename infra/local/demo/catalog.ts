/** What the demo operator sells. Prices are cents a month, before tax. */
import type { operatorContract } from '../../../functions/operator/contract.ts';
import type { BodyOf } from '../../../shared/http/client.ts';
import { channels, idsOf } from './channels.ts';

type Catalog = BodyOf<typeof operatorContract.putCatalog>;

const named = (fr: string, en: string, cents: number) => ({
  name: { fr, en },
  monthlyPrice: cad(cents),
});
const cad = (amount: number) => ({ amount, currency: 'CAD' as const });
const gigabytes = (count: number) => count * 1_000_000_000;

type Speed = {
  rank: number;
  down: number;
  up: number;
  allowance: number | 'unlimited';
  overage?: NonNullable<Extract<Catalog['plans'][number], { type: 'internet' }>['overage']>;
  mailboxes?: number;
};

const internet = (planId: string, name: ReturnType<typeof named>, speed: Speed) => ({
  type: 'internet' as const,
  planId,
  ...name,
  rank: speed.rank,
  downloadMbps: speed.down,
  uploadMbps: speed.up,
  allowance: speed.allowance,
  ...(speed.overage === undefined ? {} : { overage: speed.overage }),
  ...(speed.mailboxes === undefined ? {} : { mailboxes: speed.mailboxes }),
});

const home = { audience: 'residential' as const };
const business = { audience: 'business' as const };

const internetPlans = [
  {
    ...internet('internet-30', named('Internet 30', 'Internet 30', 4995), {
      rank: 10,
      down: 30,
      up: 10,
      allowance: gigabytes(100),
      mailboxes: 3,
    }),
    ...home,
  },
  {
    ...internet('internet-120', named('Internet 120', 'Internet 120', 6495), {
      rank: 20,
      down: 120,
      up: 20,
      allowance: gigabytes(400),
    }),
    ...home,
  },
  {
    ...internet('internet-400', named('Internet 400 illimité', 'Internet 400 Unlimited', 7995), {
      rank: 30,
      down: 400,
      up: 50,
      allowance: 'unlimited',
    }),
    ...home,
  },
  {
    ...internet('internet-giga', named('Internet Giga illimité', 'Internet Gig Unlimited', 9995), {
      rank: 40,
      down: 940,
      up: 100,
      allowance: 'unlimited',
      mailboxes: 10,
    }),
    ...home,
  },
  {
    ...internet('affaires-60', named('Internet Affaires 60', 'Business Internet 60', 8995), {
      rank: 10,
      down: 60,
      up: 20,
      allowance: gigabytes(300),
      // The others charge $10 for each 50 GB started, at most $100: so it is where nothing is said.
      overage: 'none',
    }),
    ...business,
  },
  {
    ...internet(
      'affaires-500',
      named('Internet Affaires 500 illimité', 'Business Internet 500 Unlimited', 14995),
      { rank: 20, down: 500, up: 100, allowance: 'unlimited' },
    ),
    ...business,
  },
];

const tvPlans = [
  {
    type: 'tv' as const,
    planId: 'tv-de-base',
    ...named('Télé de base', 'Basic TV', 2500),
    ...home,
    rank: 10,
    basePackageId: 'base',
  },
  {
    type: 'tv' as const,
    planId: 'mon-mix-10',
    ...named('Mon Mix 10', 'My Mix 10', 4295),
    ...home,
    rank: 20,
    basePackageId: 'base',
    pick: { regular: 10, premium: 0, changesPerPeriod: 3 },
  },
  {
    type: 'tv' as const,
    planId: 'mon-mix-20',
    ...named('Mon Mix 20', 'My Mix 20', 5695),
    ...home,
    rank: 30,
    basePackageId: 'base',
    pick: { regular: 20, premium: 2, changesPerPeriod: 5 },
  },
  {
    type: 'tv' as const,
    planId: 'tv-complete',
    ...named('Télé complète', 'Complete TV', 8995),
    ...home,
    rank: 40,
    basePackageId: 'base',
    includedPackages: ['nouvelles', 'sports', 'series', 'decouverte', 'famille', 'musique'],
  },
  {
    type: 'tv' as const,
    planId: 'tv-affaires',
    ...named('Télé Affaires', 'Business TV', 5995),
    ...business,
    rank: 10,
    basePackageId: 'base',
    includedPackages: ['salle-attente'],
  },
];

const phonePlans = [
  {
    type: 'phone' as const,
    planId: 'tel-local',
    ...named('Téléphonie locale', 'Local Phone', 1995),
    ...home,
    rank: 10,
    includedLongDistanceMinutes: 0,
  },
  {
    type: 'phone' as const,
    planId: 'tel-500',
    ...named('Téléphonie 500 minutes', 'Phone 500 Minutes', 2795),
    ...home,
    rank: 20,
    includedLongDistanceMinutes: 500,
  },
  {
    type: 'phone' as const,
    planId: 'tel-illimite',
    ...named('Téléphonie Canada illimitée', 'Phone Unlimited Canada', 3495),
    ...home,
    rank: 30,
    includedLongDistanceMinutes: 'unlimited' as const,
  },
  {
    type: 'phone' as const,
    planId: 'tel-affaires',
    ...named('Ligne Affaires', 'Business Line', 4495),
    ...business,
    rank: 10,
    includedLongDistanceMinutes: 1000,
  },
];

/** A theme package sells the regular channels of a genre together. */
const theme = (packageId: string, fr: string, en: string, cents: number, genres: string[]) => ({
  packageId,
  ...named(fr, en, cents),
  ...home,
  kind: 'theme' as const,
  channels: idsOf((channel) => channel.class === 'regular' && genres.includes(channel.genre)),
});

const premium = (packageId: string, fr: string, en: string, cents: number, ids: RegExp) => ({
  packageId,
  ...named(fr, en, cents),
  ...home,
  kind: 'premium' as const,
  channels: idsOf(({ channelId }) => ids.test(channelId)),
});

const packages = [
  {
    packageId: 'base',
    ...named('Base', 'Basic', 0),
    kind: 'basic' as const,
    channels: idsOf((channel) => channel.class === 'basic'),
  },
  theme('nouvelles', 'Nouvelles', 'News', 900, ['news']),
  theme('sports', 'Sports', 'Sports', 2000, ['sports']),
  theme('series', 'Séries et cinéma', 'Series and Movies', 1500, ['series', 'movies']),
  theme('decouverte', 'Découverte et style', 'Discovery and Lifestyle', 1200, [
    'documentary',
    'lifestyle',
  ]),
  theme('famille', 'Famille', 'Family', 900, ['kids']),
  theme('musique', 'Musique', 'Music', 600, ['music']),
  premium('super-ecran', 'Super Écran', 'Super Écran', 1600, /^super-ecran-/),
  premium('crave', 'Crave et HBO', 'Crave and HBO', 2000, /^(crave|hbo-canada)-/),
  // It is watched in the application of Crave.
  { ...premium('starz', 'Starz', 'Starz', 800, /^starz-/), requires: ['crave'] },
  premium('hollywood-suite', 'Hollywood Suite', 'Hollywood Suite', 700, /^hollywood-suite-/),
  premium('super-channel', 'Super Channel', 'Super Channel', 1000, /^super-channel-/),
  {
    packageId: 'salle-attente',
    ...named("Salle d'attente", 'Waiting Room', 1500),
    ...business,
    kind: 'business' as const,
    channels: idsOf(
      (channel) => channel.class === 'regular' && ['news', 'documentary'].includes(channel.genre),
    ),
  },
];

/** As add-ons these two are not sold any more: they are security products, with seats and downloads. */
const addOns = [
  {
    addOnId: 'donnees-50',
    ...named('50 Go de plus', '50 GB More', 500),
    for: 'internet' as const,
  },
  {
    addOnId: 'donnees-100',
    ...named('100 Go de plus', '100 GB More', 900),
    for: 'internet' as const,
  },
  {
    addOnId: 'securite-ordinateur',
    ...named('Sécurité ordinateur', 'Computer Security', 0),
    retired: true,
    for: 'internet' as const,
  },
  {
    addOnId: 'securite-go',
    ...named('Sécurité GO', 'Security GO', 299),
    retired: true,
    for: 'internet' as const,
  },
  {
    addOnId: 'ip-fixe',
    ...named('Adresse IP fixe', 'Static IP Address', 1000),
    ...business,
    for: 'internet' as const,
  },
  {
    addOnId: 'enregistreur-infonuagique',
    ...named('Enregistreur infonuagique', 'Cloud Recorder', 600),
    ...home,
    for: 'tv' as const,
  },
  {
    addOnId: 'boite-vocale',
    ...named('Boîte vocale', 'Voicemail', 400),
    for: 'phone' as const,
  },
  {
    addOnId: 'interurbain-monde',
    ...named('Interurbain monde', 'World Long Distance', 800),
    for: 'phone' as const,
  },
];

const dataAddOns = [
  {
    dataAddOnId: 'donnees-50',
    name: { fr: '50 Go de plus', en: '50 GB more' },
    price: cad(700),
    bytes: gigabytes(50),
  },
  {
    dataAddOnId: 'donnees-200',
    name: { fr: '200 Go de plus', en: '200 GB more' },
    price: cad(2000),
    bytes: gigabytes(200),
  },
];

const securityProducts = [
  {
    productId: 'securite-ordinateur',
    ...named('Sécurité ordinateur', 'Computer Security', 0),
    included: true,
    seats: 5,
    platforms: [
      { platform: 'windows' as const, file: 'ordinateur/securite-ordinateur.msi' },
      { platform: 'macos' as const, file: 'ordinateur/securite-ordinateur.pkg' },
    ],
  },
  {
    productId: 'securite-go',
    ...named('Sécurité GO', 'Security GO', 299),
    ...home,
    included: false,
    seats: 3,
    platforms: [
      { platform: 'android' as const, file: 'go/securite-go.apk' },
      { platform: 'ios' as const, file: 'go/securite-go.ipa' },
    ],
  },
];

/** `effectiveFrom` is a day in the operator's zone; the API refuses a day that has passed. */
export const catalogFrom = (effectiveFrom: string): Catalog => ({
  effectiveFrom,
  plans: [...internetPlans, ...tvPlans, ...phonePlans],
  channels,
  packages,
  addOns,
  dataAddOns,
  securityProducts,
});
