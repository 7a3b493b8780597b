import {
  activeService,
  changesOwnServices,
  type StoredAccount,
  type StoredService,
  type StoredTv,
} from '../../shared/account.ts';
import { dayOf, periodOf, type Period } from '../../shared/calendar.ts';
import {
  channelOf,
  packageOf,
  tvPlanOf,
  type Catalog,
  type Catalogs,
} from '../../shared/catalog/catalog.ts';
import type { Clock } from '../../shared/clock.ts';
import { holdingsOf, nothingChosen, type Holdings } from '../../shared/tv/holdings.ts';
import type { TvStore } from './store.ts';

export type PageDeps = { store: TvStore; catalogs: Catalogs; clock: Clock };

export type Page = {
  account: StoredAccount;
  service: StoredService;
  tv: StoredTv;
  holdings: Holdings;
  catalogVersion: number;
  /** The billing period of now. */
  period: Period;
  now: Date;
  /** Customers of this kind of account change their services themselves. */
  isChangeable: boolean;
};

type Asked = {
  accountNumber: string;
  serviceId: string;
  /** What is to be changed: then everything is read as it is at this moment. */
  ids?: readonly string[];
};

/** What every page of a TV service is made from; undefined when the account has no such service. */
export async function loadPage(
  { store, catalogs, clock }: PageDeps,
  { accountNumber, serviceId, ids }: Asked,
): Promise<Page | undefined> {
  const account = await (ids === undefined ? store.account : store.accountNow)(accountNumber);
  const service = account && activeService(account.services, serviceId, 'tv');
  if (account === undefined || service === undefined) return undefined;
  const now = clock.now();
  const today = dayOf(now.getTime(), account.timeZone);

  const remembered = await catalogs.inForce(today);
  // What is asked for may be in a catalog that was published within the minute.
  const catalog = hasAll(remembered, service, ids) ? remembered : await catalogs.inForceNow(today);
  if (catalog === undefined) throw new Error('No catalog is in force though there are accounts');
  const holdings = holdingsOf(service, catalog.document, today);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (holdings === undefined) throw new Error('The catalog lacks the plan of a TV service');
  return {
    ...{ account, service, holdings, now, tv: service.tv ?? nothingChosen },
    catalogVersion: catalog.version,
    period: periodOf(today, account.cycles),
    isChangeable: changesOwnServices[account.kind],
  };
}

const hasAll = (
  catalog: Catalog | undefined,
  { planId, addOns, tv }: StoredService,
  ids: readonly string[] = [],
): boolean =>
  catalog !== undefined &&
  tvPlanOf(catalog.document, planId) !== undefined &&
  [...addOns, ...Object.keys(tv?.picked ?? {}), ...ids].every((id) => isKnown(catalog, id));

const isKnown = ({ document }: Catalog, id: string) =>
  channelOf(document, id) !== undefined ||
  packageOf(document, id) !== undefined ||
  document.addOns.some(({ addOnId }) => addOnId === id);
