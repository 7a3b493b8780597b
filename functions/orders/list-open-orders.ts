import { operation } from '../../shared/http/operation.ts';
import { ordersContract } from './contract.ts';
import type { ListDeps } from './list-orders.ts';
import { paged } from '../../shared/http/paged.ts';
import { operatorView } from './view.ts';

export const listOpenOrders = ({ store, clock, sealingKeys }: ListDeps) =>
  operation(ordersContract.listOpenOrders, ({ query: { status, limit, cursor } }) =>
    paged(sealingKeys, `open orders ${status}`, cursor, async (from) => {
      const { items, ...next } = await store.open(status, { limit, from });
      const orders = await store.all(items);
      const now = clock.now();
      // One that has moved on since the list was read is on another list.
      const still = orders.filter((one) => one.status === status);
      return { items: still.map((one) => operatorView(one, now)), ...next };
    }),
  );
