/** How an order is moved on: found among the open ones, read with its account, written with it. */
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../shared/account.ts';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { movedParts, serviceParts } from '../../shared/order-parts.ts';
import { fulfilment, storedOrder, type OpenStatus, type StoredOrder } from '../../shared/orders.ts';
import { getItems, itemAt } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import { queryPage, type Page, type Range } from '../../shared/table/page.ts';

/** An order in the list of open ones. */
const openOrder = z.object({
  orderId: z.string(),
  accountNumber: z.string(),
  effectiveDate: z.string(),
  timeZone: z.string(),
  fulfilment,
});
export type OpenOrder = z.output<typeof openOrder>;

export type Loaded = { order: StoredOrder; account: StoredAccount };
export type Move = Loaded & {
  after: StoredOrder;
  by: Customer | 'operator' | 'job';
  now: Date;
};

export type MovesStore = {
  /** Those meant for the earliest day first. */
  open: (status: OpenStatus, range: Range & { until?: string }) => Promise<Page<OpenOrder>>;
  /** An order with the account that it changes, as they are now. */
  load: (accountNumber: string, orderId: string) => Promise<Loaded | undefined>;
  /** False when order or account have changed since they were read; nothing was written. */
  move: (move: Move) => Promise<boolean>;
};

export const movesStore = (table: Table): MovesStore => ({
  async open(status, { until = '~', ...range }) {
    const { pk } = keys.openOrder(status, '', '');
    const span = { pk, first: '0', last: until, newestFirst: false };
    const found = await queryPage(table, span, range);
    return { ...found, items: found.items.map((item) => z.parse(openOrder, item)) };
  },

  async load(accountNumber, orderId) {
    const at = { order: keys.order(accountNumber, orderId), account: keys.account(accountNumber) };
    const items = await getItems(table, [at.order, at.account]);
    const order = itemAt(items, at.order);
    if (order === undefined) return undefined;
    const account = z.parse(storedAccount, itemAt(items, at.account));
    return { order: z.parse(storedOrder, order), account };
  },

  async move({ order, account, after, by, now }) {
    const { orderId, serviceId } = order;
    const isCustomer = typeof by === 'object';
    const failed = await transact(table, [
      ...movedParts(order, after, account, now, isCustomer ? 'customer' : by),
      ...serviceParts(after, account, now),
      ...(isCustomer
        ? [activityPart(by, { action: 'order-undone', details: { orderId, serviceId } }, now)]
        : []),
    ]);
    return failed.length === 0;
  },
});
