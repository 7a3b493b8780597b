import type { Clock } from '../../shared/clock.ts';
import { operation } from '../../shared/http/operation.ts';
import { orderView } from '../../shared/order-view.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { ordersContract } from './contract.ts';
import { paged } from '../../shared/http/paged.ts';
import type { OrdersStore } from './store.ts';

export type ListDeps = { store: OrdersStore; clock: Clock; sealingKeys: Secret<SealingKeys> };

export const listOrders = ({ store, clock, sealingKeys }: ListDeps) =>
  operation(ordersContract.listOrders, ({ caller, query, language }) => {
    const { accountNumber, profileId } = caller;
    const context = `orders ${accountNumber} ${profileId}`;
    return paged(sealingKeys, context, query.cursor, async (from) => {
      const { items, ...next } = await store.page(accountNumber, { limit: query.limit, from });
      const now = clock.now();
      return { items: items.map((one) => orderView(one, language ?? one.language, now)), ...next };
    });
  });
