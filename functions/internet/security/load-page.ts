import { activeService, type StoredAccount } from '../../../shared/account.ts';
import { dayOf, type Day } from '../../../shared/calendar.ts';
import type { Catalogs, SecurityProduct } from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { StoredSecurity } from '../../../shared/security-products.ts';
import type { SecurityStore } from './store.ts';
import { productsFor } from './view.ts';

export type Deps = { store: SecurityStore; catalogs: Catalogs; clock: Clock };

export type Page = {
  account: StoredAccount;
  security: StoredSecurity;
  /** What the service can have and has, of the catalog in force. */
  products: SecurityProduct[];
  /** In the account's time zone. */
  today: Day;
};

export type ProductPage = Page & { product: SecurityProduct };

/** Undefined when the account has no such Internet service. */
export async function loadPage(
  { store, catalogs, clock }: Deps,
  accountNumber: string,
  serviceId: string,
): Promise<Page | undefined> {
  const { account, security } = await store.load(accountNumber, serviceId);
  if (account === undefined) return undefined;
  if (activeService(account.services, serviceId, 'internet') === undefined) return undefined;
  const today = dayOf(clock.now().getTime(), account.timeZone);
  const catalog = await catalogs.inForce(today);
  if (catalog === undefined) throw new Error('No catalog is in force though there are accounts');
  return {
    account,
    security,
    today,
    products: productsFor(catalog.document, account.kind, security),
  };
}

/** Undefined also when the service can not have the product. */
export async function loadProductPage(
  deps: Deps,
  accountNumber: string,
  { serviceId, productId }: { serviceId: string; productId: string },
): Promise<ProductPage | undefined> {
  const page = await loadPage(deps, accountNumber, serviceId);
  if (page === undefined) return undefined;
  const ofId = (products: readonly SecurityProduct[]) =>
    products.find((one) => one.productId === productId);
  const product = ofId(page.products) ?? ofId(await published(deps, page));
  return product && { ...page, product };
}

/** It was perhaps published within the minute for which catalogs are remembered. */
async function published({ catalogs }: Deps, { today, account, security }: Page) {
  const catalog = await catalogs.inForceNow(today);
  return catalog === undefined ? [] : productsFor(catalog.document, account.kind, security);
}
