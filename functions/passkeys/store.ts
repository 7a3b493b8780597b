/**
 * Passkeys' access patterns. A passkey is only ever looked up under the person its authenticator
 * names, so an id that another person has too opens nothing of theirs: that ids are unique over all
 * people is not enforced, which would cost an item for each.
 */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { activityPart } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { profile, type Profile } from '../../shared/profile.ts';
import { ifHeld } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';
import { mostPasskeys, storedPasskey, type Passkey } from './passkey.ts';

export type PasskeyStore = {
  /** A person and their passkeys: one read. */
  person: (profileId: string) => Promise<{ person?: Profile; passkeys: Passkey[] }>;
  add: (caller: Customer, passkey: Passkey, now: Date) => Promise<'added' | 'present' | 'too-many'>;
  /** Undefined when the person has no such passkey. */
  rename: (profileId: string, passkeyId: string, name: string) => Promise<Passkey | undefined>;
  remove: (caller: Customer, passkeyId: string, now: Date) => Promise<boolean>;
  /** Notes a use and gives the ticket for it. False when it was removed or used further meanwhile. */
  use: (
    passkey: Passkey,
    use: Required<Pick<Passkey, 'signCount' | 'synced' | 'lastUsedAt'>>,
    ticket: { hash: string; endsAt: number },
  ) => Promise<boolean>;
};

export function passkeyStore(table: Table): PasskeyStore {
  const TableName = table.name;

  return {
    async person(profileId) {
      const { pk, sk } = keys.profile(profileId);
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName,
          // The passkeys sort right before the profile.
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': pk,
            ':first': keys.passkey(profileId, '').sk,
            ':last': sk,
          },
          ConsistentRead: true,
        }),
      );
      const found = Items.find((item) => item['sk'] === sk);
      return {
        ...(found === undefined ? {} : { person: z.parse(profile, found) }),
        passkeys: Items.filter((item) => item !== found).map((item) =>
          z.parse(storedPasskey, item),
        ),
      };
    },

    async add(caller, passkey, now) {
      const { profileId, passkeyId } = passkey;
      const [tooMany, present] = [0, 1];
      const failed = await transact(table, [
        countPart(profileId, 1),
        {
          Put: {
            Item: { ...keys.passkey(profileId, passkeyId), ...passkey },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        ...toldParts(caller, 'passkey-added', passkeyId, now),
      ]);
      if (failed.includes(present)) return 'present';
      return failed.includes(tooMany) ? 'too-many' : 'added';
    },

    async rename(profileId, passkeyId, name) {
      const renamed = await ifHeld(
        table.client.send(
          new UpdateCommand({
            TableName,
            Key: keys.passkey(profileId, passkeyId),
            UpdateExpression: 'SET #name = :name',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#name': 'name' },
            ExpressionAttributeValues: { ':name': name },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return renamed && z.parse(storedPasskey, renamed.Attributes);
    },

    async remove(caller, passkeyId, now) {
      const failed = await transact(table, [
        countPart(caller.profileId, -1),
        {
          Delete: {
            Key: keys.passkey(caller.profileId, passkeyId),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        ...toldParts(caller, 'passkey-removed', passkeyId, now),
      ]);
      return failed.length === 0;
    },

    async use({ profileId, passkeyId }, { signCount, synced, lastUsedAt }, { hash, endsAt }) {
      const failed = await transact(table, [
        {
          Update: {
            Key: keys.passkey(profileId, passkeyId),
            UpdateExpression: 'SET signCount = :count, synced = :synced, lastUsedAt = :at',
            // Of two uses that were checked side by side, a counter lets the later one through.
            ConditionExpression: signCount === 0 ? 'signCount = :count' : 'signCount < :count',
            ExpressionAttributeValues: {
              ':count': signCount,
              ':synced': synced,
              ':at': lastUsedAt,
            },
          },
        },
        {
          Put: {
            Item: {
              ...keys.ticket(hash),
              profileId,
              endsAt,
              expiresAt: ttlAt(new Date(endsAt)),
            },
          },
        },
      ]);
      return failed.length === 0;
    },
  };
}

/** The count in the profile keeps parallel registrations from passing the limit. */
const countPart = (profileId: string, change: 1 | -1): Part => ({
  Update: {
    Key: keys.profile(profileId),
    UpdateExpression: 'ADD passkeys :change',
    ConditionExpression:
      change === 1
        ? 'attribute_exists(pk) AND (attribute_not_exists(passkeys) OR passkeys < :most)'
        : 'attribute_exists(pk)',
    ExpressionAttributeValues: {
      ':change': change,
      ...(change === 1 ? { ':most': mostPasskeys } : {}),
    },
  },
});

const toldParts = (
  caller: Customer,
  change: 'passkey-added' | 'passkey-removed',
  passkeyId: string,
  now: Date,
): Part[] => [
  {
    Put: {
      Item: outboxItem(
        {
          template: 'second-factor-changed',
          profileId: caller.profileId,
          details: { change },
          key: `${change}#${passkeyId}#${now.toISOString()}`,
        },
        now,
      ),
    },
  },
  activityPart(caller, { action: change, details: { passkeyId } }, now),
];
