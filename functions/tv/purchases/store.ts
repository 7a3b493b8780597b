/** The page's access pattern: the purchases of a period are one Query, beside the account. */
import * as z from 'zod/mini';
import { storedAccount } from '../../../shared/account.ts';
import type { Day } from '../../../shared/calendar.ts';
import { getItem, pagesBetween } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { storedPurchase, type StoredPurchase } from '../../../shared/tv-purchase.ts';

const billing = z.pick(storedAccount, {
  ...{ services: true, timeZone: true, cycles: true, language: true },
});

export type ServicePurchases = z.output<typeof billing> & {
  /** The oldest first. */
  purchases: StoredPurchase[];
};

/** Days of UTC, the last one not included. */
export type Span = { from: Day; before: Day };

export type PurchasesStore = {
  /** Undefined when there is no such account. */
  load: (
    accountNumber: string,
    serviceId: string,
    span: Span,
  ) => Promise<ServicePurchases | undefined>;
};

export const purchasesStore = (table: Table): PurchasesStore => ({
  async load(accountNumber, serviceId, { from, before }) {
    const first = keys.purchase(accountNumber, serviceId, from, '');
    const last = keys.purchase(accountNumber, serviceId, before, '');
    const purchases: StoredPurchase[] = [];
    const readAll = async () => {
      // A page is 1 MB, some 2,000 of them: more than a household buys in years.
      for await (const page of pagesBetween(table, first.pk, [first.sk, last.sk])) {
        purchases.push(...page.map((item) => z.parse(storedPurchase, item)));
      }
    };
    const [account] = await Promise.all([
      getItem(table, billing, keys.account(accountNumber)),
      readAll(),
    ]);
    return account && { ...account, purchases };
  },
});
