/** TV's access patterns: the account is one item, a change with its order one transaction. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount, type StoredService } from '../../shared/account.ts';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { appliedParts } from '../../shared/order-parts.ts';
import { storedOrder, type StoredOrder } from '../../shared/orders.ts';
import { getItem } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';

type Change = {
  order: StoredOrder;
  /** As it was read: everything was decided on that. */
  account: StoredAccount;
  after: Pick<StoredService, 'addOns' | 'tv'>;
  caller: Customer;
  now: Date;
};

export type TvStore = {
  account: (accountNumber: string) => Promise<StoredAccount | undefined>;
  /** The same, as it is at this moment: for who is about to change it. */
  accountNow: (accountNumber: string) => Promise<StoredAccount | undefined>;
  order: (accountNumber: string, orderId: string) => Promise<StoredOrder | undefined>;
  /** False when the account was changed meanwhile; nothing was written. */
  change: (change: Change) => Promise<boolean>;
};

export const tvStore = (table: Table): TvStore => ({
  async account(accountNumber) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keys.account(accountNumber) }),
    );
    return Item === undefined ? undefined : z.parse(storedAccount, Item);
  },

  accountNow: (accountNumber) => getItem(table, storedAccount, keys.account(accountNumber)),

  order: (accountNumber, orderId) =>
    getItem(table, storedOrder, keys.order(accountNumber, orderId)),

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
