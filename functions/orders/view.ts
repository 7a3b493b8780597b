import { orderView } from '../../shared/order-view.ts';
import type { StoredOrder } from '../../shared/orders.ts';

/** Names in English: what an operator's system reads are the ids. */
export const operatorView = (order: StoredOrder, now: Date) => ({
  ...orderView(order, 'en-CA', now),
  ...{ accountNumber: order.accountNumber, fulfilment: order.fulfilment },
  ...(order.reason === undefined ? {} : { reason: order.reason }),
});
