/**
 * The mailboxes' access patterns. Whose an address is stands in an item of the address, so that two
 * never have it; the list of a service is one item, so that its quota holds whoever reads what.
 */
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import { storedMailboxes, type Mailbox, type StoredMailboxes } from '../../../shared/mailboxes.ts';
import { getItems, itemAt } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact } from '../../../shared/table/transactions.ts';
import { addressPart, entryPart, listPart, noticePart, type Change } from './parts.ts';

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
