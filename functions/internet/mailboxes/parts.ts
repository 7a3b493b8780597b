/** The parts that changes of mailboxes are made of: one transaction each. */
import { randomUUID } from 'node:crypto';
import { activityPart, type Activity } from '../../../shared/activity.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import { freeFrom, type Mailbox, type StoredMailboxes } from '../../../shared/mailboxes.ts';
import { outboxItem } from '../../../shared/outbox.ts';
import { ttlAt } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import type { Part } from '../../../shared/table/transactions.ts';
import type { Forwarding } from './mailbox.ts';

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

export const listPart = (
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
export function addressPart(
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

export const entryPart = (
  caller: Customer,
  { serviceId }: StoredMailboxes,
  { mailboxId }: Mailbox,
  action: Activity['action'],
  now: Date,
): Part => activityPart(caller, { action, details: { serviceId, mailboxId } }, now);

export const noticePart = (
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
