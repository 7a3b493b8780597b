/** Plan changes' access patterns: the account is one item, the order a transaction. */
import type { StoredAccount } from '../account.ts';
import { activityPart } from '../activity.ts';
import type { Customer } from '../http/caller.ts';
import { placedParts } from '../order-parts.ts';
import { orderingReads, type OrderingReads } from '../ordering/account.store.ts';
import type { StoredOrder } from '../orders.ts';
import type { Table } from '../table/client.ts';
import { transact, type Part } from '../table/transactions.ts';

type Placing = {
  order: StoredOrder;
  /** As it was read. */
  account: StoredAccount;
  caller: Customer;
  /** Keeps the answer for who asks again. */
  answered: Part;
  now: Date;
};

export type PlanStore = OrderingReads & {
  /** False when the account was changed meanwhile, or another request has taken the key over. */
  place: (placing: Placing) => Promise<boolean>;
};

export const planStore = (table: Table): PlanStore => ({
  ...orderingReads(table),

  async place({ order, account, caller, answered, now }) {
    const { orderId, serviceId } = order;
    const details = { orderId, serviceId };
    const failed = await transact(table, [
      ...placedParts(order, account, now),
      activityPart(caller, { action: 'order-placed', details }, now),
      answered,
    ]);
    return failed.length === 0;
  },
});
