import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { canUndo, orderView } from '../../shared/order-view.ts';
import { advanced, isOpen, type StoredOrder } from '../../shared/orders.ts';
import { ordersContract } from './contract.ts';
import type { OrdersStore } from './store.ts';

/** The order or its account was changed in between: read and decided again, so often. */
const tries = 3;

export const undoOrder = ({ store, clock }: { store: OrdersStore; clock: Clock }) =>
  operation(ordersContract.undoOrder, async ({ params, query, caller, language }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const loaded = await store.load(caller.accountNumber, params.orderId);
      if (loaded === undefined) return refuse({ reason: 'not-found' });
      const { order, account } = loaded;
      const now = clock.now();
      const answered = (one: StoredOrder) => {
        const spoken = language ?? one.language;
        const headers = { 'content-language': spoken };
        return { ok: true, value: orderView(one, spoken, now), headers } as const;
      };

      const { status } = order;
      if (status === 'cancelled') return answered(order);
      if (!isOpen(status)) return refuse({ reason: 'order-ended', status });
      const after = canUndo(order, now)
        ? advanced(order, 'undone', { at: now }, account.cycles)
        : undefined;
      if (after === undefined) return refuse({ reason: 'order-in-progress' });
      const isStored = query.dryRun !== 'true';
      if (isStored && !(await store.move({ order, account, after, by: caller, now }))) continue;
      return answered(after);
    }
    return refuse({ reason: 'conflict' });
  });
