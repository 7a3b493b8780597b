/** What an event is to the purchase it tells of. Pure. */
import type { PurchaseEvent, StoredPurchase } from '../../../shared/tv-purchase.ts';

/** A record as it was sent, checked; the service is named where there is more than one. */
export type ToldEvent = Omit<StoredPurchase, 'events' | 'serviceId'> & {
  serviceId?: string;
  event: PurchaseEvent;
};

export type Taken =
  | { outcome: 'accepted'; purchase: StoredPurchase }
  | { outcome: 'duplicate' }
  /** `field`: the first one that contradicts what was told before, by its name in the record. */
  | { outcome: 'conflict'; field: string };

/** Nothing is told of it yet. */
export const openedBy = (
  { event: _event, ...facts }: ToldEvent,
  serviceId: string,
): StoredPurchase => ({ ...facts, serviceId, events: [] });

const factNames = {
  accountNumber: 'account',
  serviceId: 'service_id',
  type: 'type',
  titleId: 'title_id',
  title: 'title',
  masked: 'masked',
  orderedAt: 'ordered_at',
  rentalHours: 'rental_hours',
} as const;
const facts = Object.keys(factNames) as (keyof typeof factNames)[];

/** What was told first stands: of the purchase, and of each status. */
export function takeEvent(purchase: StoredPurchase, told: ToldEvent): Taken {
  const { event } = told;
  const differing = facts.find((fact) => told[fact] !== undefined && told[fact] !== purchase[fact]);
  if (differing !== undefined) return { outcome: 'conflict', field: factNames[differing] };

  const before = purchase.events.find(({ status }) => status === event.status);
  if (before !== undefined) {
    if (before.amount !== event.amount) return { outcome: 'conflict', field: 'amount' };
    if (before.viewedAt !== event.viewedAt) return { outcome: 'conflict', field: 'viewed_at' };
    return { outcome: 'duplicate' };
  }
  // Viewing starts once, whichever event tells when.
  const viewedAt = purchase.events.find((one) => one.viewedAt !== undefined)?.viewedAt;
  if (viewedAt !== undefined && event.viewedAt !== undefined && viewedAt !== event.viewedAt) {
    return { outcome: 'conflict', field: 'viewed_at' };
  }
  return { outcome: 'accepted', purchase: { ...purchase, events: [...purchase.events, event] } };
}
