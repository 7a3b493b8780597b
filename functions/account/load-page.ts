import { dayOf, type Day } from '../../shared/calendar.ts';
import { planOf, type Catalog, type Catalogs } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AccountStore, ShownAccount } from './store.ts';

export type Deps = { store: AccountStore; catalogs: Catalogs; clock: Clock };

export type Page = {
  account: ShownAccount;
  catalog: CatalogDocument;
  /** In the account's time zone. */
  today: Day;
};

/** What every page of the account is made from; undefined when there is no such account. */
export async function loadPage(
  deps: Deps,
  account: ShownAccount | undefined,
): Promise<Page | undefined> {
  if (account === undefined) return undefined;
  const today = dayOf(deps.clock.now().getTime(), account.timeZone);
  const hasPlans = (catalog: Catalog | undefined) =>
    catalog !== undefined &&
    account.services.every(({ planId }) => planOf(catalog.document, planId) !== undefined);

  const remembered = await deps.catalogs.inForce(today);
  // A plan given out within the minute may be in a newer catalog than the one remembered.
  const catalog = hasPlans(remembered) ? remembered : await deps.catalogs.inForceNow(today);
  if (catalog === undefined) throw new Error('No catalog is in force though there are accounts');
  return { account, catalog: catalog.document, today };
}
