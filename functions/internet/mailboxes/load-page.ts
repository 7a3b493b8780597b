import { activeService, type StoredAccount } from '../../../shared/account.ts';
import { dayOf } from '../../../shared/calendar.ts';
import { mailboxesOf, planOf, type Catalogs } from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { Mailbox, StoredMailboxes } from '../../../shared/mailboxes.ts';
import { present } from './mailbox.ts';
import type { MailboxStore } from './store.ts';

export type Deps = { store: MailboxStore; catalogs: Catalogs; clock: Clock };

export type Page = {
  account: StoredAccount;
  /** As it was read, for who writes it. */
  stored: StoredMailboxes;
  mailboxes: Mailbox[];
  /** How many come with the plan. */
  most: number;
  /** Whether anybody has the address that was asked about. */
  isTaken: boolean;
};

/** Undefined when the account has no such Internet service. */
export async function loadPage(
  { store, catalogs, clock }: Deps,
  accountNumber: string,
  { serviceId, address }: { serviceId: string; address?: string },
): Promise<Page | undefined> {
  const now = clock.now();
  const { account, stored, freeAt } = await store.load(accountNumber, serviceId, address);
  const service = account && activeService(account.services, serviceId, 'internet');
  if (account === undefined || service === undefined) return undefined;
  const today = dayOf(now.getTime(), account.timeZone);
  const planIn = (catalog: Awaited<ReturnType<Catalogs['inForce']>>) =>
    catalog && planOf(catalog.document, service.planId);
  const plan = planIn(await catalogs.inForce(today)) ?? planIn(await catalogs.inForceNow(today));
  return {
    account,
    stored,
    mailboxes: present(stored, now),
    most: mailboxesOf(plan),
    isTaken: freeAt !== undefined && freeAt > now.getTime(),
  };
}
