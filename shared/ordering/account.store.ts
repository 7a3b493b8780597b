/** What everybody reads who orders something: the account, and the order that is open. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../account.ts';
import { storedOrder, type StoredOrder } from '../orders.ts';
import { getItem } from '../table/access.ts';
import type { Table } from '../table/client.ts';
import { keys } from '../table/keys.ts';

export type OrderingReads = {
  account: (accountNumber: string) => Promise<StoredAccount | undefined>;
  /** The same, as it is at this moment: for who is about to change it. */
  accountNow: (accountNumber: string) => Promise<StoredAccount | undefined>;
  order: (accountNumber: string, orderId: string) => Promise<StoredOrder | undefined>;
};

export const orderingReads = (table: Table): OrderingReads => ({
  async account(accountNumber) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keys.account(accountNumber) }),
    );
    return Item === undefined ? undefined : z.parse(storedAccount, Item);
  },

  accountNow: (accountNumber) => getItem(table, storedAccount, keys.account(accountNumber)),

  order: (accountNumber, orderId) =>
    getItem(table, storedOrder, keys.order(accountNumber, orderId)),
});
