/** The access patterns of who looks at orders: customers at their own, the operator at all. */
import * as z from 'zod/mini';
import { storedOrder, type StoredOrder } from '../../shared/orders.ts';
import { getItem, getItems, itemAt } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { movesStore, type MovesStore, type OpenOrder } from './moves.store.ts';
import { queryPage, type Page, type Range } from '../../shared/table/page.ts';

export type OrdersStore = MovesStore & {
  /** The newest first. */
  page: (accountNumber: string, range: Range) => Promise<Page<StoredOrder>>;
  find: (accountNumber: string, orderId: string) => Promise<StoredOrder | undefined>;
  /** The number of its account. */
  ownerOf: (orderId: string) => Promise<string | undefined>;
  /** In the order in which they were asked for. */
  all: (open: readonly OpenOrder[]) => Promise<StoredOrder[]>;
};

const owner = z.object({ accountNumber: z.string() });

export const ordersStore = (table: Table): OrdersStore => ({
  ...movesStore(table),

  async page(accountNumber, range) {
    const { pk, sk } = keys.order(accountNumber, '');
    const span = { pk, first: sk, last: `${sk}~`, newestFirst: true };
    const found = await queryPage(table, span, range);
    return { ...found, items: found.items.map((item) => z.parse(storedOrder, item)) };
  },

  find: (accountNumber, orderId) => getItem(table, storedOrder, keys.order(accountNumber, orderId)),

  ownerOf: async (orderId) =>
    (await getItem(table, owner, keys.orderOwner(orderId)))?.accountNumber,

  async all(open) {
    const at = open.map(({ accountNumber, orderId }) => keys.order(accountNumber, orderId));
    const items = await getItems(table, at);
    return at.flatMap((key) => {
      const item = itemAt(items, key);
      return item === undefined ? [] : [z.parse(storedOrder, item)];
    });
  },
});
