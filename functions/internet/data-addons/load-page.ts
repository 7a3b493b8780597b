import { activeService, type StoredAccount, type StoredService } from '../../../shared/account.ts';
import { dayOf, periodOf, type Day, type Period } from '../../../shared/calendar.ts';
import {
  dataAddOnsOf,
  internetPlanOf,
  type Catalog,
  type Catalogs,
  type DataAddOn,
} from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import { usedIn, type DayUsage } from '../../../shared/usage-period.ts';
import type { UsageTerms } from '../../../shared/usage-terms.ts';
import { termsUnder, type NoticeAt } from '../allowance.ts';
import { earliestStart } from '../load-page.ts';
import type { DataAddOnStore } from './store.ts';

export type PageDeps = {
  store: DataAddOnStore;
  catalogs: Catalogs;
  clock: Clock;
  noticeAt: NoticeAt;
};

/** The billing period of now, of a service that is active. */
export type Page = {
  now: Date;
  account: StoredAccount;
  service: StoredService;
  period: Period;
  days: ReadonlyMap<Day, DayUsage>;
  /** Bytes, both ways. */
  used: bigint;
  /** As they are set down; undefined where nothing was yet. */
  stored: UsageTerms | undefined;
  /** The same under the plan of now. */
  terms: UsageTerms;
  /** What is sold to this kind of account, the least first. */
  sold: readonly DataAddOn[];
};

type Asked = {
  accountNumber: string;
  serviceId: string;
  /** To be bought: then everything is read as it is at this moment. */
  dataAddOnId?: string;
};

/** Undefined when the account has no such Internet service. */
export async function loadPage(
  { store, catalogs, clock, noticeAt }: PageDeps,
  { dataAddOnId, ...at }: Asked,
): Promise<Page | undefined> {
  const now = clock.now();
  const current = dataAddOnId === undefined ? undefined : 'current';
  const found = await store.load(at, earliestStart(now, 0), current);
  const service = found && activeService(found.account.services, at.serviceId, 'internet');
  if (found === undefined || service === undefined) return undefined;
  const { account, usage } = found;
  const today = dayOf(now.getTime(), account.timeZone);

  const sellsIn = (catalog: Catalog | undefined) => soldTo(account, catalog);
  const isEnough = (catalog: Catalog | undefined) =>
    planIn(catalog, service.planId) !== undefined &&
    (dataAddOnId === undefined || sellsIn(catalog).some((one) => one.dataAddOnId === dataAddOnId));
  const remembered = await catalogs.inForce(today);
  // Plan or add-on may be in a catalog that was published within the minute.
  const catalog = isEnough(remembered) ? remembered : await catalogs.inForceNow(today);
  const plan = planIn(catalog, service.planId);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (plan === undefined) throw new Error('The catalog lacks the plan of an Internet service');

  const period = periodOf(today, account.cycles);
  const { start } = period;
  const days = usage.periods.get(start) ?? new Map<Day, DayUsage>();
  const used = usedIn(days);
  const stored = usage.terms.get(start);
  const terms = termsUnder(stored, plan, { start, used, noticeAt });
  if (terms === undefined) throw new Error('A plan that is known has terms');
  return {
    ...{ now, account, service, period, days, used, stored, terms },
    sold: sellsIn(catalog),
  };
}

const planIn = (catalog: Catalog | undefined, planId: string) =>
  catalog && internetPlanOf(catalog.document, planId);

function soldTo({ kind }: StoredAccount, catalog: Catalog | undefined): DataAddOn[] {
  if (catalog === undefined) return [];
  return dataAddOnsOf(catalog.document)
    .filter(({ retired, audience }) => !retired && (audience === 'all' || audience === kind))
    .sort((one, other) => (BigInt(one.bytes) < BigInt(other.bytes) ? -1 : 1));
}
