/** TV's access patterns: the account is one item, a change with its order one transaction. */
import type { StoredAccount, StoredService } from '../../shared/account.ts';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { appliedParts } from '../../shared/order-parts.ts';
import { orderingReads, type OrderingReads } from '../../shared/ordering/account.store.ts';
import type { StoredOrder } from '../../shared/orders.ts';
import type { Table } from '../../shared/table/client.ts';
import { transact } from '../../shared/table/transactions.ts';

type Change = {
  order: StoredOrder;
  /** As it was read: everything was decided on that. */
  account: StoredAccount;
  after: Pick<StoredService, 'addOns' | 'tv'>;
  caller: Customer;
  now: Date;
};

export type TvStore = OrderingReads & {
  /** False when the account was changed meanwhile; nothing was written. */
  change: (change: Change) => Promise<boolean>;
};

export const tvStore = (table: Table): TvStore => ({
  ...orderingReads(table),

  async change({ order, account, after, caller, now }) {
    const { orderId, serviceId } = order;
    const details = { orderId, serviceId };
    const failed = await transact(table, [
      ...appliedParts(order, account, after, now),
      activityPart(caller, { action: 'order-placed', details }, now),
    ]);
    return failed.length === 0;
  },
});
