/**
 * Erasure's access patterns. What would not fit the last transaction goes before it, in steps that
 * can be repeated; the person's own session, what they sign in with and the account it is for go
 * last, together with the profile, so that who was not answered can ask again.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { countName, storedDelegate } from '../../shared/delegate.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { membership, profile, type Membership, type Profile } from '../../shared/profile.ts';
import { getItem, itemsUnder, keysUnder } from '../../shared/table/access.ts';
import type { Key, Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact, type Part } from '../../shared/table/transactions.ts';
import { leavingParts, partsBeforehand, type Access } from './leaving.ts';

/** What DynamoDB takes in one transaction. */
const mostParts = 100;
/** Deletes under way at a time. */
const together = 20;

export type Leaving = {
  person: Profile;
  accesses: readonly Access[];
  /** Sessions, passkeys, exports and their parts: nothing else hangs on them. */
  loose: readonly Key[];
};

export type ErasureStore = {
  /** Undefined when the person was erased already. */
  load: (profileId: string) => Promise<Leaving | undefined>;
  /** False when something of it has changed since it was read: read again, and repeat. */
  erase: (leaving: Leaving, caller: Customer, now: Date) => Promise<boolean>;
  /** What somebody wrote while the profile was erased: a sign-in or an invitation at that moment. */
  eraseRest: (profileId: string, now: Date) => Promise<void>;
};

const count = z.object({ [countName]: z.int() });
const delegate = z.pick(storedDelegate, { delegateId: true });

export function erasureStore(table: Table): ErasureStore {
  const write = async (parts: readonly Part[]) => (await transact(table, parts)).length === 0;

  async function remove(all: readonly Key[]) {
    for (let from = 0; from < all.length; from += together) {
      await Promise.all(
        all
          .slice(from, from + together)
          .map((Key) => table.client.send(new DeleteCommand({ TableName: table.name, Key }))),
      );
    }
  }

  async function accessTo(member: Membership): Promise<Access> {
    const { accountNumber, role } = member;
    const { pk, sk } = keys.delegateCount(accountNumber);
    const [counted, delegates] = await Promise.all([
      getItem(table, count, { pk, sk }),
      role === 'holder' ? itemsUnder(table, pk, keys.delegate(accountNumber, '').sk) : [],
    ]);
    return {
      ...member,
      delegateIds: delegates.map((item) => z.parse(delegate, item).delegateId),
      delegateCount: counted?.[countName],
    };
  }

  /** All keys of a person; memberships by themselves, since leaving an account is more than one item. */
  async function rest(profileId: string) {
    const { pk, sk } = keys.profile(profileId);
    const member = keys.membership(profileId, '').sk;
    const [all, memberships] = await Promise.all([
      keysUnder(table, pk),
      itemsUnder(table, pk, member),
    ]);
    const accesses: Access[] = [];
    for (const item of memberships) accesses.push(await accessTo(z.parse(membership, item)));
    return { accesses, loose: all.filter((key) => key.sk !== sk && !key.sk.startsWith(member)) };
  }

  return {
    async load(profileId) {
      const person = await getItem(table, profile, keys.profile(profileId));
      return person && { person, ...(await rest(profileId)) };
    },

    async erase({ person, accesses, loose }, { accountNumber, sessionId }, now) {
      const own = keys.session(person.profileId, sessionId);
      const passkeys = loose.filter(({ sk }) => sk.startsWith(keys.passkey('', '').sk));
      const goLast = [own, ...passkeys];
      await remove(loose.filter(({ sk }) => !goLast.some((key) => key.sk === sk)));

      const last = [...personParts(person, now), ...goLast.map((Key) => ({ Delete: { Key } }))];
      const isOwn = (access: Access) => access.accountNumber === accountNumber;
      const inOrder = [...accesses].sort((one, other) => Number(isOwn(other)) - Number(isOwn(one)));
      for (const access of inOrder) {
        for (const parts of partsBeforehand(access, now)) if (!(await write(parts))) return false;
        const parts = leavingParts(access, now);
        if (last.length + parts.length <= mostParts) last.push(...parts);
        else if (!(await write(parts))) return false;
      }
      return write(last);
    },

    async eraseRest(profileId, now) {
      const { accesses, loose } = await rest(profileId);
      for (const access of accesses) await transact(table, leavingParts(access, now));
      await remove(loose);
    },
  };
}

const personParts = ({ profileId, email, language }: Profile, now: Date): Part[] => [
  {
    Delete: {
      Key: keys.profile(profileId),
      // With the address that was read: it is what is set free, and where the farewell goes.
      ConditionExpression: 'email = :email',
      ExpressionAttributeValues: { ':email': email },
    },
  },
  {
    Delete: {
      Key: keys.email(email),
      ConditionExpression: 'attribute_not_exists(pk) OR profileId = :profile',
      ExpressionAttributeValues: { ':profile': profileId },
    },
  },
  {
    Put: {
      Item: outboxItem(
        {
          template: 'profile-erased',
          ...{ profileId, address: email, details: { language }, key: profileId },
        },
        now,
      ),
    },
  },
];
