import { addDays, dayOf, type Day } from '../../shared/calendar.ts';
import {
  internetPlanOf,
  type Catalog,
  type Catalogs,
  type InternetPlan,
} from '../../shared/catalog/catalog.ts';
import type { Clock } from '../../shared/clock.ts';
import type { UsageStore } from './store.ts';
import type { PlanOf } from './usage-view.ts';

export type Deps = { store: UsageStore; catalogs: Catalogs; clock: Clock };

/**
 * A service with its current period and the `before` ones before it, the plan it has, and what its
 * plans allow; undefined when the account has no such service.
 */
export async function loadPage(
  { store, catalogs, clock }: Deps,
  { accountNumber }: { accountNumber: string },
  { serviceId, before }: { serviceId: string; before: number },
) {
  const now = clock.now();
  const service = await store.load(accountNumber, serviceId, earliestStart(now, before));
  if (service === undefined) return undefined;
  const today = dayOf(now.getTime(), service.timeZone);
  const { planId } = service;
  const remembered = await catalogs.inForce(today);
  // A plan given out within the minute may be in a newer catalog than the one remembered.
  const catalog = planIn(remembered, planId) ? remembered : await catalogs.inForceNow(today);
  const plan = planIn(catalog, planId);
  // Provisioning refuses unknown plans: one that is missing here is a fault, not an unlimited plan.
  if (plan === undefined) throw new Error('The catalog lacks the plan of an Internet service');
  const planOf: PlanOf = (id) => planIn(catalog, id);
  return { now, service, plan, planOf };
}

/** No period is longer than 31 days, and nowhere is it earlier than the day before UTC's. */
export const earliestStart = (now: Date, before: number): Day =>
  addDays(dayOf(now.getTime(), 'UTC'), -1 - 31 * (before + 1));

const planIn = (catalog: Catalog | undefined, planId: string): InternetPlan | undefined =>
  catalog && internetPlanOf(catalog.document, planId);
