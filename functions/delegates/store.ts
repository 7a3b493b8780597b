/** Delegates' access patterns: a delegate stands in the account and in their own profile, as one. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { activityPart } from '../../shared/activity.ts';
import {
  oneDelegateLess,
  oneDelegateMore,
  storedDelegate,
  type Delegate,
} from '../../shared/delegate.ts';
import type { Customer } from '../../shared/http/caller.ts';
import type { Permission } from '../../shared/http/contract.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { emailOwner, profile, type Profile } from '../../shared/profile.ts';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';

export type DelegateStore = {
  ownerOf: (email: string) => Promise<string | undefined>;
  profile: (profileId: string) => Promise<Profile | undefined>;
  delegates: (accountNumber: string) => Promise<Delegate[]>;
  delegate: (accountNumber: string, delegateId: string) => Promise<Delegate | undefined>;
  /** `newcomer`: nobody signs in with the address yet. False when what was read has changed. */
  invite: (
    caller: Customer,
    delegate: Delegate,
    newcomer: Pick<Profile, 'language'> | undefined,
    now: Date,
  ) => Promise<boolean>;
  /** False when the delegate is not what was read any more: one change is made and told once. */
  change: (
    caller: Customer,
    delegate: Delegate,
    permissions: readonly Permission[],
    now: Date,
  ) => Promise<boolean>;
  /** False when the account has no such delegate. */
  remove: (caller: Customer, delegateId: string, now: Date) => Promise<boolean>;
};

const notThereYet = { ConditionExpression: 'attribute_not_exists(pk)' };
const isThere = { ConditionExpression: 'attribute_exists(pk)' };

export function delegateStore(table: Table): DelegateStore {
  const write = async (parts: readonly Part[]) => (await transact(table, parts)).length === 0;

  return {
    ownerOf: async (email) => (await getItem(table, emailOwner, keys.email(email)))?.profileId,
    profile: (profileId) => getItem(table, profile, keys.profile(profileId)),

    async delegates(accountNumber) {
      const { pk, sk } = keys.delegate(accountNumber, '');
      return (await itemsUnder(table, pk, sk)).map((item) => z.parse(storedDelegate, item));
    },

    delegate: (accountNumber, delegateId) =>
      getItem(table, storedDelegate, keys.delegate(accountNumber, delegateId)),

    invite: (caller, delegate, newcomer, now) =>
      write([
        // Erased in this instant, the holder must not leave somebody behind on the account.
        {
          ConditionCheck: {
            Key: keys.membership(caller.profileId, caller.accountNumber),
            ...isThere,
          },
        },
        ...personParts(delegate, newcomer),
        memberPart(delegate),
        {
          Put: {
            Item: { ...keys.delegate(delegate.accountNumber, delegate.delegateId), ...delegate },
            ...notThereYet,
          },
        },
        oneDelegateMore(delegate.accountNumber),
        mailPart('delegate-invited', delegate, now, { holderId: caller.profileId }),
        activityPart(
          caller,
          {
            action: 'delegate-invited',
            details: {
              delegateId: delegate.delegateId,
              permissions: delegate.permissions.join(' '),
            },
          },
          now,
        ),
      ]),

    change(caller, { delegateId, permissions: read }, permissions, now) {
      const { accountNumber } = caller;
      const set = {
        UpdateExpression: 'SET #permissions = :permissions',
        ConditionExpression: '#permissions = :read',
        ExpressionAttributeNames: { '#permissions': 'permissions' },
        ExpressionAttributeValues: { ':permissions': permissions, ':read': read },
      };
      const details = { delegateId, permissions: permissions.join(' ') };
      return write([
        { Update: { Key: keys.delegate(accountNumber, delegateId), ...set } },
        { Update: { Key: keys.membership(delegateId, accountNumber), ...set } },
        mailPart('delegate-rights-changed', { delegateId, accountNumber }, now),
        activityPart(caller, { action: 'delegate-rights-changed', details }, now),
      ]);
    },

    remove(caller, delegateId, now) {
      const { accountNumber } = caller;
      return write([
        { Delete: { Key: keys.delegate(accountNumber, delegateId), ...isThere } },
        { Delete: { Key: keys.membership(delegateId, accountNumber) } },
        oneDelegateLess(accountNumber),
        mailPart('delegate-removed', { delegateId, accountNumber }, now),
        activityPart(caller, { action: 'delegate-removed', details: { delegateId } }, now),
      ]);
    },
  };
}

/** A new profile for a new address; else the address must still be theirs. */
function personParts(
  { delegateId, email, firstName, lastName }: Delegate,
  newcomer: Pick<Profile, 'language'> | undefined,
): Part[] {
  if (newcomer === undefined) {
    return [
      {
        ConditionCheck: {
          Key: keys.email(email),
          ConditionExpression: 'profileId = :profile',
          ExpressionAttributeValues: { ':profile': delegateId },
        },
      },
    ];
  }
  const person: Profile = {
    ...{ profileId: delegateId, email, firstName, lastName },
    language: newcomer.language,
    status: 'invited',
  };
  return [
    { Put: { Item: { ...keys.profile(delegateId), ...person }, ...notThereYet } },
    {
      Put: {
        Item: { ...keys.email(email), email, profileId: delegateId },
        ...notThereYet,
      },
    },
  ];
}

const memberPart = ({ delegateId, accountNumber, permissions }: Delegate): Part => ({
  Put: {
    Item: {
      ...keys.membership(delegateId, accountNumber),
      ...{ profileId: delegateId, accountNumber, role: 'delegate', permissions },
    },
    ...notThereYet,
  },
});

const mailPart = (
  template: 'delegate-invited' | 'delegate-rights-changed' | 'delegate-removed',
  { delegateId, accountNumber }: Pick<Delegate, 'delegateId' | 'accountNumber'>,
  now: Date,
  details?: Readonly<Record<string, string>>,
): Part => ({
  Put: {
    Item: outboxItem(
      {
        ...{ template, profileId: delegateId, accountNumber, key: randomUUID() },
        ...(details === undefined ? {} : { details }),
      },
      now,
    ),
  },
});
