/** Everything that is kept of a person, and of the accounts they hold, as it is now. */
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import { activity, type Activity } from '../../../shared/activity.ts';
import { storedDelegate } from '../../../shared/delegate.ts';
import { storedMailboxes, type StoredMailboxes } from '../../../shared/mailboxes.ts';
import { storedOrder, type StoredOrder } from '../../../shared/orders.ts';
import { membership, profile, type Membership, type Profile } from '../../../shared/profile.ts';
import { storedSecurity, type StoredSecurity } from '../../../shared/security-products.ts';
import { storedSession, type Session } from '../../../shared/session.ts';
import { getItem, itemsUnder, pagesUnder } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys, purchasesUnder, tvHistoryUnder } from '../../../shared/table/keys.ts';
import { exportPrefix } from '../../../shared/table/schema.ts';
import { tvHistoryEntry, type TvHistoryEntry } from '../../../shared/tv/history.ts';
import { storedPurchase, type StoredPurchase } from '../../../shared/tv-purchase.ts';
import { readUsagePeriod, type UsagePeriod } from '../../../shared/usage-period.ts';
import { isTerms, readUsageTerms, type UsageTerms } from '../../../shared/usage-terms.ts';
import { storedExport, type StoredExport } from '../export.ts';

/** Of a passkey what its owner calls it and when they used it; its key says nothing to anybody. */
const passkey = z.object({
  name: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.optional(z.number()),
  synced: z.optional(z.boolean()),
});

/** Of a delegate what the holder gave them: who they are is their own data, in their own export. */
const delegate = z.pick(storedDelegate, {
  ...{ delegateId: true, permissions: true },
  ...{ invitedAt: true, acceptedAt: true },
});

export type HeldAccount = {
  account: StoredAccount;
  delegates: z.output<typeof delegate>[];
  usage: UsagePeriod[];
  terms: (UsageTerms & { serviceId: string })[];
  orders: StoredOrder[];
  security: StoredSecurity[];
  mailboxes: StoredMailboxes[];
  purchases: StoredPurchase[];
  tvHistory: (TvHistoryEntry & { serviceId: string })[];
  /** Of everybody on the account. */
  activity: Activity[];
};

export type Collected = {
  person: Profile;
  memberships: Membership[];
  sessions: Session[];
  passkeys: z.output<typeof passkey>[];
  exports: StoredExport[];
  /** What they did themselves, on each account they have access to. */
  ownActivity: Activity[];
  held: HeldAccount[];
};

/** Undefined when there is no such person (any more). */
export type Collect = (profileId: string) => Promise<Collected | undefined>;

export const collectFrom =
  (table: Table): Collect =>
  async (profileId) => {
    const { pk } = keys.profile(profileId);
    const under = async <S extends z.ZodMiniType>(schema: S, prefix: string) =>
      (await itemsUnder(table, pk, prefix)).map((item) => z.parse(schema, item));

    const [person, memberships, sessions, passkeys, exports] = await Promise.all([
      getItem(table, profile, keys.profile(profileId)),
      under(membership, keys.membership(profileId, '').sk),
      under(storedSession, keys.session(profileId, '').sk),
      under(passkey, keys.passkey(profileId, '').sk),
      under(storedExport, exportPrefix),
    ]);
    if (person === undefined) return undefined;

    const ownActivity: Activity[] = [];
    const held: HeldAccount[] = [];
    for (const { accountNumber, role } of memberships) {
      const all = await activityOn(table, accountNumber);
      ownActivity.push(...all.filter((entry) => entry.profileId === profileId));
      if (role !== 'holder') continue;
      const one = await heldAccount(table, accountNumber);
      if (one !== undefined) held.push({ ...one, activity: all });
    }
    ownActivity.sort((one, other) => one.at.localeCompare(other.at));
    return { person, memberships, sessions, passkeys, exports, ownActivity, held };
  };

async function activityOn(table: Table, accountNumber: string): Promise<Activity[]> {
  const { pk } = keys.activity(accountNumber, '', '');
  return (await itemsUnder(table, pk, '')).map((item) => z.parse(activity, item));
}

const underDelegates = (accountNumber: string) => keys.delegate(accountNumber, '').sk;
/** What has no day is the service's header, which the account says already. */
const isPeriod = (sk: string) => /^USAGE#[^#]+#\d{4}-\d{2}-\d{2}$/.test(sk);
const isTermsOfPeriod = (sk: string) => sk.startsWith('USAGE#') && isTerms({ sk });
const underOrders = keys.order('', '').sk;
const underSecurity = keys.security('', '').sk;
const underMailboxes = keys.mailboxes('', '').sk;

/** The account's partition holds years of usage of each service: it is read page by page. */
async function heldAccount(
  table: Table,
  accountNumber: string,
): Promise<Omit<HeldAccount, 'activity'> | undefined> {
  const key = keys.account(accountNumber);
  let account: StoredAccount | undefined;
  const delegates: HeldAccount['delegates'] = [];
  const usage: UsagePeriod[] = [];
  const terms: HeldAccount['terms'] = [];
  const orders: StoredOrder[] = [];
  const security: StoredSecurity[] = [];
  const mailboxes: StoredMailboxes[] = [];
  const purchases: StoredPurchase[] = [];
  const tvHistory: HeldAccount['tvHistory'] = [];
  for await (const page of pagesUnder(table, key.pk)) {
    for (const item of page) {
      const sk = String(item['sk']);
      if (sk === key.sk) account = z.parse(storedAccount, item);
      else if (sk.startsWith(underDelegates(accountNumber)))
        delegates.push(z.parse(delegate, item));
      else if (isPeriod(sk)) usage.push(readUsagePeriod(item));
      else if (isTermsOfPeriod(sk))
        terms.push({ ...readUsageTerms(item), serviceId: sk.split('#')[1] ?? '' });
      else if (sk.startsWith(underOrders)) orders.push(z.parse(storedOrder, item));
      else if (sk.startsWith(underSecurity)) security.push(z.parse(storedSecurity, item));
      else if (sk.startsWith(underMailboxes)) mailboxes.push(z.parse(storedMailboxes, item));
      else if (sk.startsWith(purchasesUnder)) purchases.push(z.parse(storedPurchase, item));
      else if (sk.startsWith(tvHistoryUnder))
        tvHistory.push({ ...z.parse(tvHistoryEntry, item), serviceId: sk.split('#')[1] ?? '' });
    }
  }
  const ofServices = { usage, terms, orders, security, mailboxes, purchases, tvHistory };
  return account && { account, delegates, ...ofServices };
}
