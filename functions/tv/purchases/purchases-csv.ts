/** The purchases of a period as a spreadsheet, its words in the reader's language. */
import { csv } from '../../../shared/http/csv.ts';
import type { Language } from '../../../shared/http/fields.ts';
import type { Money } from '../../../shared/money.ts';
import type { viewPurchases } from './purchases-view.ts';

type Shown = Extract<ReturnType<typeof viewPurchases>, { ok: true }>['value'];

const words = {
  'fr-CA': {
    header: [
      ...['Jour', 'Commande (UTC)', 'Type', 'Titre', 'État', 'Visionnement (UTC)'],
      ...['Location jusqu’au (UTC)', 'Prix ($)', 'Facturé ($)', 'Crédité ($)', 'Achat'],
    ],
    type: { vod: 'sur demande', ppv: 'à la carte' },
    status: {
      ...{ pending: 'en attente', viewed: 'visionné', charged: 'facturé' },
      ...{ cancelled: 'annulé', credited: 'crédité' },
    },
  },
  'en-CA': {
    header: [
      ...['Day', 'Ordered (UTC)', 'Type', 'Title', 'Status', 'Viewed (UTC)'],
      ...['Rental until (UTC)', 'Price ($)', 'Charged ($)', 'Credited ($)', 'Purchase'],
    ],
    type: { vod: 'on demand', ppv: 'pay-per-view' },
    status: {
      ...{ pending: 'pending', viewed: 'viewed', charged: 'charged' },
      ...{ cancelled: 'cancelled', credited: 'credited' },
    },
  },
} as const;

export function purchasesCsv(items: Shown['items'], language: Language): string {
  const { header, type, status } = words[language];
  return csv(
    header,
    items.map((one) => [
      ...[one.orderedOn, one.orderedAt, type[one.type], one.title, status[one.status]],
      ...[one.viewedAt ?? '', one.rentalUntil ?? ''],
      ...[dollars(one.price), dollars(one.charged), dollars(one.credited)],
      one.purchaseId ?? '',
    ]),
  );
}

const dollars = ({ amount }: Money) => (amount / 100).toFixed(2);
