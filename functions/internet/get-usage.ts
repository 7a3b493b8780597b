import { planOf, type Catalog, type Catalogs } from '../../shared/catalog/catalog.ts';
import { dayOf, type Day } from '../../shared/calendar.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { internetContract } from './contract.ts';
import type { UsageStore } from './store.ts';
import { viewUsage, type Allowance } from './usage-view.ts';

type Deps = { store: UsageStore; catalogs: Catalogs; clock: Clock };

export const getUsage = ({ store, catalogs, clock }: Deps) =>
  operation(internetContract.getUsage, async ({ params: { serviceId }, query, caller }) => {
    const service = await store.load(caller.accountNumber, serviceId);
    if (service === undefined) return refuse({ reason: 'not-found' });

    const now = clock.now();
    const today = dayOf(now.getTime(), service.timeZone);
    const allowance = await allowanceOf(service.planId, catalogs, today);
    const view = viewUsage(service, { now, period: query.period, allowance });
    if (!view.ok) return view;
    return { ok: true, value: { serviceId, ...view.value } };
  });

/** Provisioning refuses unknown plans: one that is missing here is a fault, not an unlimited plan. */
async function allowanceOf(planId: string, catalogs: Catalogs, today: Day): Promise<Allowance> {
  const plan =
    planIn(await catalogs.inForce(today), planId) ??
    planIn(await catalogs.inForceNow(today), planId);
  if (plan?.type !== 'internet')
    throw new Error('The catalog lacks the plan of an Internet service');
  return plan.allowance === 'unlimited' ? 'unlimited' : BigInt(plan.allowance);
}

const planIn = (catalog: Catalog | undefined, planId: string) =>
  catalog === undefined ? undefined : planOf(catalog.document, planId);
