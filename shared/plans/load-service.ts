import { activeService, type StoredAccount } from '../account.ts';
import { dayOf } from '../calendar.ts';
import { planOfType, type Catalog, type Catalogs, type PlanOf } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import type { Subject, UpgradablePlan } from './upgrades.ts';

export type CatalogDeps = { catalogs: Catalogs; clock: Clock };

type PlanType = UpgradablePlan['type'];
type Asked<T> = { type: T; serviceId: string; alsoPlan?: string };

/** Undefined when the account has no such service of that type. */
export async function loadService<T extends PlanType>(
  { catalogs, clock }: CatalogDeps,
  account: StoredAccount | undefined,
  { type, serviceId, alsoPlan }: Asked<T>,
): Promise<Subject<PlanOf<T>> | undefined> {
  const service = account && activeService(account.services, serviceId, type);
  if (account === undefined || service === undefined) return undefined;
  const today = dayOf(clock.now().getTime(), account.timeZone);
  const has = (catalog: Catalog | undefined, planId: string) =>
    catalog !== undefined && planOfType(catalog.document, planId, type) !== undefined;

  const remembered = await catalogs.inForce(today);
  const isEnough = has(remembered, service.planId) && has(remembered, alsoPlan ?? service.planId);
  // Either may be in a catalog that was published within the minute.
  const catalog = isEnough ? remembered : await catalogs.inForceNow(today);
  if (catalog === undefined) throw new Error('No catalog is in force though there are accounts');
  const current = planOfType(catalog.document, service.planId, type);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (current === undefined) throw new Error(`The catalog lacks the plan of a service (${type})`);
  return { account, service, current, catalog: catalog.document };
}
