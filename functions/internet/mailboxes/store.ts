/**
 * The mailboxes' access patterns. Whose an address is stands in an item of the address, so that two
 * never have it; the list of a service is one item, so that its quota holds whoever reads what.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import { activityPart, type Activity } from '../../../shared/activity.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import {
  freeFrom,
  storedMailboxes,
  type Mailbox,
  type StoredMailboxes,
} from '../../../shared/mailboxes.ts';
import { outboxItem } from '../../../shared/outbox.ts';
import { getItems, itemAt } from '../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact, type Part } from '../../../shared/table/transactions.ts';
import type { Forwarding } from './mailbox.ts';

export type MailboxStore = {
  load: (
    accountNumber: string,
    serviceId: string,
    address?: string,
  ) => Promise<{
    account: StoredAccount | undefined;
    stored: StoredMailboxes;
    /** Of the address: when it is free for anybody; undefined when it is. */
    freeAt: number | undefined;
  }>;
  /** `stored` as it was read. */
  create: (
    caller: Customer,
    stored: StoredMailboxes,
    created: { mailboxes: readonly Mailbox[]; mailbox: Mailbox; passwordHash: string },
    now: Date,
  ) => Promise<'created' | 'taken' | 'changed-since'>;
  /** False when what was read has changed since. */
  save: (caller: Customer, stored: StoredMailboxes, change: Change, now: Date) => Promise<boolean>;
};

export type Change = {
  mailbox: Mailbox;
  /** All of them, when the list changes. */
  mailboxes?: readonly Mailbox[];
  /** What becomes of the address. */
  address?: 'deleted' | 'restored';
  passwordHash?: string;
  entries: readonly Activity['action'][];
  /** To be told to the account holder. */
  notice?: { profileId: string; forwarding: Forwarding };
};

const addressItem = z.object({ freeAt: z.optional(z.number()) });

export function mailboxStore(table: Table): MailboxStore {
  return {
    async load(accountNumber, serviceId, address) {
      const at = {
        account: keys.account(accountNumber),
        mailboxes: keys.mailboxes(accountNumber, serviceId),
        address: address === undefined ? undefined : keys.mailbox(address),
      };
      const items = await getItems(table, [
        ...[at.account, at.mailboxes],
        ...(at.address === undefined ? [] : [at.address]),
      ]);
      const account = itemAt(items, at.account);
      const stored = itemAt(items, at.mailboxes);
      const held = at.address && itemAt(items, at.address);
      return {
        account: account && z.parse(storedAccount, account),
        stored:
          stored === undefined
            ? { serviceId, version: 0, mailboxes: [] }
            : z.parse(storedMailboxes, stored),
        freeAt: held && (z.parse(addressItem, held).freeAt ?? Infinity),
      };
    },

    async create(caller, stored, { mailboxes, mailbox, passwordHash }, now) {
      const { accountNumber } = caller;
      const { serviceId } = stored;
      const { address, mailboxId } = mailbox;
      const [first] = await transact(table, [
        {
          Put: {
            Item: {
              ...keys.mailbox(address),
              ...{ address, mailboxId, accountNumber, serviceId, passwordHash },
            },
            ConditionExpression: 'attribute_not_exists(pk) OR freeAt <= :now',
            ExpressionAttributeValues: { ':now': now.getTime() },
          },
        },
        listPart(accountNumber, stored, mailboxes),
        entryPart(caller, stored, mailbox, 'mailbox-created', now),
      ]);
      if (first === undefined) return 'created';
      return first === 0 ? 'taken' : 'changed-since';
    },

    async save(caller, stored, { mailbox, mailboxes, entries, notice, ...change }, now) {
      const { accountNumber } = caller;
      const touchesAddress = change.address !== undefined || change.passwordHash !== undefined;
      const failed = await transact(table, [
        ...(mailboxes === undefined ? [] : [listPart(accountNumber, stored, mailboxes)]),
        ...(touchesAddress ? [addressPart(mailbox, change, now)] : []),
        ...entries.map((action) => entryPart(caller, stored, mailbox, action, now)),
        ...(notice === undefined ? [] : [noticePart(caller, stored, mailbox, notice, now)]),
      ]);
      return failed.length === 0;
    },
  };
}

const listPart = (
  accountNumber: string,
  { serviceId, version }: StoredMailboxes,
  mailboxes: readonly Mailbox[],
): Part => ({
  Put: {
    Item: {
      ...keys.mailboxes(accountNumber, serviceId),
      ...{ serviceId, version: version + 1, mailboxes },
    },
    ...(version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': version },
        }),
  },
});

/** By the id: an address that is free again may have become another mailbox's. */
function addressPart(
  { address, mailboxId }: Mailbox,
  change: Pick<Change, 'address' | 'passwordHash'>,
  now: Date,
): Part {
  const at = now.getTime();
  const free = freeFrom(at);
  const set = {
    ...(change.passwordHash === undefined ? {} : { passwordHash: change.passwordHash }),
    ...(change.address === 'deleted' ? { freeAt: free, expiresAt: ttlAt(new Date(free)) } : {}),
  };
  const names = Object.keys(set);
  const isRestored = change.address === 'restored';
  return {
    Update: {
      Key: keys.mailbox(address),
      UpdateExpression: [
        ...(names.length === 0
          ? []
          : [`SET ${names.map((name) => `${name} = :${name}`).join(', ')}`]),
        ...(isRestored ? ['REMOVE freeAt, expiresAt'] : []),
      ].join(' '),
      ConditionExpression: `mailboxId = :id AND ${isRestored ? 'freeAt > :now' : 'attribute_not_exists(freeAt)'}`,
      ExpressionAttributeValues: {
        ':id': mailboxId,
        ...(isRestored ? { ':now': at } : {}),
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      },
    },
  };
}

const entryPart = (
  caller: Customer,
  { serviceId }: StoredMailboxes,
  { mailboxId }: Mailbox,
  action: Activity['action'],
  now: Date,
): Part => activityPart(caller, { action, details: { serviceId, mailboxId } }, now);

const noticePart = (
  { accountNumber }: Customer,
  { serviceId }: StoredMailboxes,
  { mailboxId }: Mailbox,
  { profileId, forwarding }: NonNullable<Change['notice']>,
  now: Date,
): Part => ({
  Put: {
    Item: outboxItem(
      {
        ...{ template: 'mailbox-forwarding-changed', profileId, accountNumber },
        details: { serviceId, mailboxId, change: forwarding },
        key: randomUUID(),
      },
      now,
    ),
  },
});
