import { dayOf } from '../../shared/calendar.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { advanced, isDue } from '../../shared/orders.ts';
import { ordersContract } from './contract.ts';
import type { OrdersStore } from './store.ts';
import { operatorView } from './view.ts';

/** The order or its account was changed in between: read and decided again, so often. */
const tries = 5;
/** By how much another system's clock may be ahead. */
const aheadMs = 300_000;

export const receiveOrderEvent = ({ store, clock }: { store: OrdersStore; clock: Clock }) =>
  operation(ordersContract.receiveOrderEvent, async ({ params: { orderId }, body }) => {
    const now = clock.now();
    const at = new Date(body.at);
    if (at.getTime() > now.getTime() + aheadMs) {
      const issues = [{ path: 'body.at', expected: 'an instant that has passed' }];
      return refuse({ reason: 'invalid-request', issues });
    }
    const accountNumber = await store.ownerOf(orderId);
    if (accountNumber === undefined) return refuse({ reason: 'not-found' });

    for (let attempt = 1; attempt <= tries; attempt++) {
      const loaded = await store.load(accountNumber, orderId);
      if (loaded === undefined) return refuse({ reason: 'not-found' });
      const { order, account } = loaded;
      const activatedOn = dayOf(at.getTime(), order.timeZone);
      const taken = { at, activatedOn, ...(body.type === 'failed' ? { reason: body.reason } : {}) };
      const after = advanced(order, body.type, taken, account.cycles);
      if (after === undefined) {
        return { ok: true, value: { applied: false, order: operatorView(order, now) } };
      }
      const isEarly = body.type === 'completed' && order.when === 'next-period';
      if (isEarly && !isDue(order, at)) {
        return refuse({ reason: 'order-not-due', effectiveDate: order.effectiveDate });
      }
      if (await store.move({ order, account, after, by: 'operator', now })) {
        return { ok: true, value: { applied: true, order: operatorView(after, now) } };
      }
    }
    return refuse({ reason: 'conflict' });
  });
