import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { orderView } from '../../shared/order-view.ts';
import { ordersContract } from './contract.ts';
import type { OrdersStore } from './store.ts';

export const getOrder = ({ store, clock }: { store: OrdersStore; clock: Clock }) =>
  operation(ordersContract.getOrder, async ({ params, caller, language }) => {
    const order = await store.find(caller.accountNumber, params.orderId);
    if (order === undefined) return refuse({ reason: 'not-found' });
    const spoken = language ?? order.language;
    const headers = { 'content-language': spoken };
    return { ok: true, value: orderView(order, spoken, clock.now()), headers };
  });
