/** The account pages' access pattern: everything they show is one item. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount } from '../../shared/account.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

/** What a customer may see of it: not the PIN's hash. */
const shownAccount = z.omit(storedAccount, { pinHash: true, holderProfileId: true, version: true });
export type ShownAccount = z.output<typeof shownAccount>;

export type AccountStore = {
  account: (accountNumber: string) => Promise<ShownAccount | undefined>;
};

export const accountStore = (table: Table): AccountStore => ({
  async account(accountNumber) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keys.account(accountNumber) }),
    );
    return Item === undefined ? undefined : z.parse(shownAccount, Item);
  },
});
