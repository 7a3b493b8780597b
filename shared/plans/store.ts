/** Plan changes' access patterns: the account is one item, the order a transaction. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../account.ts';
import { activityPart } from '../activity.ts';
import type { Customer } from '../http/caller.ts';
import { placedParts } from '../order-parts.ts';
import { storedOrder, type StoredOrder } from '../orders.ts';
import { getItem } from '../table/access.ts';
import type { Table } from '../table/client.ts';
import { keys } from '../table/keys.ts';
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

export type PlanStore = {
  account: (accountNumber: string) => Promise<StoredAccount | undefined>;
  /** The same, as it is at this moment: for who is about to change it. */
  accountNow: (accountNumber: string) => Promise<StoredAccount | undefined>;
  order: (accountNumber: string, orderId: string) => Promise<StoredOrder | undefined>;
  /** False when the account was changed meanwhile, or another request has taken the key over. */
  place: (placing: Placing) => Promise<boolean>;
};

export const planStore = (table: Table): PlanStore => ({
  async account(accountNumber) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keys.account(accountNumber) }),
    );
    return Item === undefined ? undefined : z.parse(storedAccount, Item);
  },

  accountNow: (accountNumber) => getItem(table, storedAccount, keys.account(accountNumber)),

  order: (accountNumber, orderId) =>
    getItem(table, storedOrder, keys.order(accountNumber, orderId)),

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
