/** The account pages' access patterns: everything they show is one item. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../shared/account.ts';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { membership, type Membership } from '../../shared/profile.ts';
import { getItem, getItems, itemAt, itemsUnder } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import type { Renaming } from './renamed.ts';

/** What a customer may see of it: not the PIN's hash. */
const shownAccount = z.omit(storedAccount, { pinHash: true, holderProfileId: true });
export type ShownAccount = z.output<typeof shownAccount>;

export type AccountStore = {
  account: (accountNumber: string) => Promise<ShownAccount | undefined>;
  /** The same, as it is at this moment: for who is about to change it. */
  accountNow: (accountNumber: string) => Promise<ShownAccount | undefined>;
  /** The accounts a person may come to. */
  accountsOf: (profileId: string) => Promise<{ member: Membership; account: StoredAccount }[]>;
  /** False when the account has changed since it was read. */
  rename: (caller: Customer, renaming: Renaming, now: Date) => Promise<boolean>;
};

export const accountStore = (table: Table): AccountStore => ({
  async account(accountNumber) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keys.account(accountNumber) }),
    );
    return Item === undefined ? undefined : z.parse(shownAccount, Item);
  },

  accountNow: (accountNumber) => getItem(table, shownAccount, keys.account(accountNumber)),

  async accountsOf(profileId) {
    const { pk, sk } = keys.membership(profileId, '');
    const members = (await itemsUnder(table, pk, sk)).map((item) => z.parse(membership, item));
    const accounts = await getItems(
      table,
      members.map(({ accountNumber }) => keys.account(accountNumber)),
    );
    return members.flatMap((member) => {
      const account = itemAt(accounts, keys.account(member.accountNumber));
      return account === undefined ? [] : [{ member, account: z.parse(storedAccount, account) }];
    });
  },

  async rename(caller, { at, service, version }, now) {
    const { accountNumber } = caller;
    const { serviceId, ownLabel } = service;
    const name = `services[${at}].ownLabel`;
    const failed = await transact(table, [
      {
        Update: {
          Key: keys.account(accountNumber),
          UpdateExpression:
            ownLabel === undefined
              ? `SET #version = :next REMOVE ${name}`
              : `SET #version = :next, ${name} = :label`,
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':next': version + 1,
            ':read': version,
            ...(ownLabel === undefined ? {} : { ':label': ownLabel }),
          },
        },
      },
      activityPart(caller, { action: 'service-renamed', details: { serviceId } }, now),
    ]);
    return failed.length === 0;
  },
});
