import type * as z from 'zod/mini';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { accountDocument } from '../../functions/operator/contract.ts';
import type { AccountDocument } from '../../functions/operator/provision.ts';

export const cad = (amount: number) => ({ amount, currency: 'CAD' as const });
const named = (name: string) => ({
  name: { fr: `${name} (fr)`, en: `${name} (en)` },
  monthlyPrice: cad(1000),
  audience: 'all' as const,
  retired: false,
});
const internetPlan = (planId: string, rank: number) => ({
  type: 'internet' as const,
  planId,
  ...named(planId),
  rank,
  downloadMbps: 120,
  uploadMbps: 10,
  allowance: 500_000_000_000,
});
const channel = (channelId: string, number: number) => ({
  channelId,
  number,
  name: channelId,
  language: 'fr' as const,
  genre: 'general' as const,
  class: 'basic' as const,
  quality: 'hd' as const,
});

export const catalog = (over: Partial<CatalogDocument> = {}): CatalogDocument => ({
  effectiveFrom: '2026-11-01',
  plans: [
    internetPlan('internet-60', 1),
    internetPlan('internet-120', 2),
    { ...internetPlan('internet-old', 0), retired: true },
    { ...internetPlan('internet-pro', 3), audience: 'business' },
    {
      type: 'tv',
      planId: 'tv-mix',
      ...named('tv-mix'),
      rank: 1,
      basePackageId: 'base',
      includedPackages: ['base'],
    },
    {
      type: 'phone',
      planId: 'phone-home',
      ...named('phone-home'),
      rank: 1,
      includedLongDistanceMinutes: 100,
    },
  ],
  channels: [
    channel('one', 2),
    channel('two', 3),
    { ...channel('film', 50), alaCartePrice: cad(500) },
  ],
  packages: [
    { packageId: 'base', ...named('base'), kind: 'basic', channels: ['one', 'two'] },
    { packageId: 'movies', ...named('movies'), kind: 'premium', channels: ['film'] },
  ],
  addOns: [
    { addOnId: 'static-ip', ...named('static-ip'), for: 'internet' },
    { addOnId: 'voicemail', ...named('voicemail'), for: 'phone' },
  ],
  ...over,
});

type Sent = z.input<typeof accountDocument>;

export const internet = (serviceId: string, planId = 'internet-120') => ({
  serviceId,
  type: 'internet' as const,
  planId,
});

export const sentAccount = (over: Partial<Sent> = {}): Sent => ({
  kind: 'residential',
  holder: { firstName: 'Marie', lastName: 'Tremblay', email: 'marie@example.com' },
  language: 'fr-CA',
  serviceAddress: {
    line1: '1200 rue Saint-Denis',
    city: 'Montréal',
    province: 'QC',
    postalCode: 'H2X 3J6',
  },
  cycleDay: 9,
  services: [internet('inet-1')],
  ...over,
});

export const account = (over: Partial<Sent> = {}): AccountDocument =>
  accountDocument.parse(sentAccount(over));
