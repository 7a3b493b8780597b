/** A customer who had their profile erased, and registers again: the account has a holder anew. */
import { storedAccount, type StoredAccount } from '../../shared/account.ts';
import { permissions } from '../../shared/http/contract.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { emailOwner, profile, type Profile } from '../../shared/profile.ts';
import { getItem } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';

export type ReturnStore = {
  /** Mails the link to the address the operator has; nothing when it was done at the same moment. */
  bringBack: (accountNumber: string, newProfileId: () => string, now: Date) => Promise<void>;
};

export const returnStore = (table: Table): ReturnStore => ({
  async bringBack(accountNumber, newProfileId, now) {
    const account = await getItem(table, storedAccount, keys.account(accountNumber));
    if (account?.holderErasedAt === undefined) return;
    const owned = await getItem(table, emailOwner, keys.email(account.holder.email));
    const owner = owned && (await getItem(table, profile, keys.profile(owned.profileId)));
    const profileId = owner?.profileId ?? newProfileId();
    const template = owner?.status === 'active' ? 'account-added' : 'registration-link';
    const key = `${accountNumber}#${account.holderErasedAt}`;
    await transact(table, [
      holderPart(account, profileId),
      {
        Put: {
          Item: {
            ...keys.membership(profileId, accountNumber),
            ...{ profileId, accountNumber, role: 'holder', permissions: [...permissions] },
          },
        },
      },
      ...(owner === undefined ? newPerson(account, profileId) : [isStill(owner)]),
      { Put: { Item: outboxItem({ template, profileId, accountNumber, key }, now) } },
    ]);
  },
});

const holderPart = ({ accountNumber, version }: StoredAccount, profileId: string): Part => ({
  Update: {
    Key: keys.account(accountNumber),
    UpdateExpression: 'SET holderProfileId = :profile, #version = :next REMOVE holderErasedAt',
    ConditionExpression: '#version = :read',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':profile': profileId, ':read': version, ':next': version + 1 },
  },
});

/** Invited by what the operator has on file, as on the first day. */
function newPerson({ holder, language }: StoredAccount, profileId: string): Part[] {
  const { email, firstName, lastName } = holder;
  const notThereYet = { ConditionExpression: 'attribute_not_exists(pk)' };
  const person = { profileId, email, firstName, lastName, language, status: 'invited' };
  return [
    { Put: { Item: { ...keys.profile(profileId), ...person }, ...notThereYet } },
    { Put: { Item: { ...keys.email(email), email, profileId }, ...notThereYet } },
  ];
}

const isStill = ({ profileId, email }: Profile): Part => ({
  ConditionCheck: {
    Key: keys.profile(profileId),
    ConditionExpression: 'email = :email',
    ExpressionAttributeValues: { ':email': email },
  },
});
