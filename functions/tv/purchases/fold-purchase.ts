/** Where a purchase stands by everything that was told of it, in whatever order. Pure. */
import {
  purchaseStatuses,
  type PurchaseEvent,
  type PurchaseStatus,
} from '../../../shared/tv-purchase.ts';

/** Amounts in cents. */
export type PurchaseState = {
  status: PurchaseStatus;
  /** What it costs, or would have cost. */
  price: number;
  charged: number;
  credited: number;
  /** Epoch ms. */
  viewedAt?: number;
};

/**
 * A cancellation voids a charge, told before it or after. A credit gives back a charge, or a part of
 * it: the charge counts then, also beside a cancellation, and one that was not told yet counts as
 * much as was given back, so that nobody is shown money that was never taken.
 */
export function foldPurchase(events: readonly PurchaseEvent[]): PurchaseState {
  const told = new Map(events.map((event) => [event.status, event]));
  const status = purchaseStatuses.findLast((one) => told.has(one));
  if (status === undefined) throw new Error('A purchase is told of by one event at least');

  const amountOf = (one: PurchaseStatus) => told.get(one)?.amount;
  const credit = amountOf('credited');
  const charge = amountOf('charged') ?? credit ?? 0;
  const price = pricedBy.map(amountOf).find((amount) => amount !== undefined) ?? 0;
  const viewedAt = events.find((event) => event.viewedAt !== undefined)?.viewedAt;
  return {
    status,
    price,
    charged: status === 'cancelled' ? 0 : charge,
    credited: credit ?? 0,
    ...(viewedAt === undefined ? {} : { viewedAt }),
  };
}

/** Whose amount is the price, the surest first. */
const pricedBy = ['charged', 'viewed', 'pending', 'cancelled', 'credited'] as const;
