import { activeService, type StoredAccount, type StoredService } from '../../../shared/account.ts';
import { dayOf } from '../../../shared/calendar.ts';
import {
  internetPlanOf,
  type Catalog,
  type Catalogs,
  type InternetPlan,
} from '../../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import type { Clock } from '../../../shared/clock.ts';

export type CatalogDeps = { catalogs: Catalogs; clock: Clock };

export type Subject = {
  account: StoredAccount;
  service: StoredService;
  current: InternetPlan;
  catalog: CatalogDocument;
};

/** Undefined when the account has no such Internet service. */
export async function loadService(
  { catalogs, clock }: CatalogDeps,
  account: StoredAccount | undefined,
  { serviceId, alsoPlan }: { serviceId: string; alsoPlan?: string },
): Promise<Subject | undefined> {
  const service = account && activeService(account.services, serviceId, 'internet');
  if (account === undefined || service === undefined) return undefined;
  const today = dayOf(clock.now().getTime(), account.timeZone);
  const has = (catalog: Catalog | undefined, planId: string) =>
    catalog !== undefined && internetPlanOf(catalog.document, planId) !== undefined;

  const remembered = await catalogs.inForce(today);
  const isEnough = has(remembered, service.planId) && has(remembered, alsoPlan ?? service.planId);
  // Either may be in a catalog that was published within the minute.
  const catalog = isEnough ? remembered : await catalogs.inForceNow(today);
  if (catalog === undefined) throw new Error('No catalog is in force though there are accounts');
  const current = internetPlanOf(catalog.document, service.planId);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (current === undefined) throw new Error('The catalog lacks the plan of an Internet service');
  return { account, service, current, catalog: catalog.document };
}
