/** What the demo's family bought on TV: real titles, on days before now. */
import { purchaseIntakeContract } from '../../../functions/tv/purchase-intake/contract.ts';
import { addDays, dayOf, startOfDay } from '../../../shared/calendar.ts';
import type { ApiClient, BodyOf } from '../../../shared/http/client.ts';
import { family } from './customers.ts';

type Batch = Exclude<BodyOf<typeof purchaseIntakeContract.receivePurchases>, string>;
type PurchaseRecord = Batch['records'][number];
type Facts = Omit<PurchaseRecord, 'status' | 'viewed_at' | 'account' | 'currency'>;

const hourMs = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

export function purchasesAt(now: Date, timeZone: string): PurchaseRecord[] {
  const today = dayOf(now.getTime(), timeZone);
  /** In the evening, so many days ago. */
  const evening = (days: number) => startOfDay(addDays(today, -days), timeZone) + 20 * hourMs;
  const film = (
    [title_id, title, amount]: [string, string, number],
    days: number,
    masked = false,
  ): Facts => ({
    purchase_id: `vod-500300-${String(days).padStart(4, '0')}`,
    ...{ type: 'vod', title_id, title, masked, amount, rental_hours: 48 },
    ordered_at: iso(evening(days)),
  });
  const told = (facts: Facts, ...statuses: PurchaseRecord['status'][]): PurchaseRecord[] =>
    statuses.map((status) => ({
      ...{ ...facts, status, account: family.accountNumber, currency: 'CAD' },
      ...(status === 'viewed' ? { viewed_at: iso(Date.parse(facts.ordered_at) + hourMs / 4) } : {}),
    }));

  const gala: Facts = {
    ...{ purchase_id: 'ppv-500300-0001', type: 'ppv', title_id: 'gala-de-boxe' },
    ...{ title: 'Gala de boxe au Centre Bell', masked: false, amount: 6999, rental_hours: 24 },
    ordered_at: iso(now.getTime() - hourMs),
  };
  return [
    ...told(gala, 'pending'),
    ...told(film(['bon-cop-bad-cop-2006', 'Bon Cop, Bad Cop', 499], 1), 'pending', 'viewed'),
    ...told(film(['incendies-2010', 'Incendies', 599], 4), 'pending', 'viewed', 'charged'),
    ...told(film(['emmanuelle-1974', 'Emmanuelle', 1299], 6, true), 'pending', 'viewed', 'charged'),
    ...told(film(['starbuck-2011', 'Starbuck', 499], 19), 'pending', 'cancelled'),
    // As it happens: the credit is told before the charge that it gives back.
    ...told(film(['monsieur-lazhar-2011', 'Monsieur Lazhar', 599], 38), 'credited', 'charged'),
    ...told(film(['mommy-2014', 'Mommy', 599], 67), 'pending', 'viewed', 'charged'),
  ];
}

/** What was sent for other days before stays as it was. */
export async function sendPurchases(api: ApiClient, token: string, records: PurchaseRecord[]) {
  const { outcomes } = await api.call(purchaseIntakeContract.receivePurchases, {
    token,
    body: { records },
  });
  const rejected = outcomes.find(({ outcome }) => outcome === 'rejected');
  if (rejected !== undefined) {
    throw new Error(`A purchase was rejected: ${JSON.stringify(rejected)}`);
  }
}
