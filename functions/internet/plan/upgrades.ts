/** Which plans a service may move up to, and what an order of one is. Pure. */
import type { StoredAccount, StoredService } from '../../../shared/account.ts';
import { addDays, dayOf, periodOf } from '../../../shared/calendar.ts';
import { internetPlanOf, type InternetPlan } from '../../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import type { OrderedPlan } from '../../../shared/order-change.ts';
import { newOrderId, type Fulfilment, type StoredOrder } from '../../../shared/orders.ts';
import { proratedPrice, type ProrationRule } from '../../../shared/price-summary.ts';
import { ok, refuse } from '../../../shared/result.ts';

type Address = StoredAccount['serviceAddress'];

function isAvailable({ availability }: InternetPlan, { province, postalCode }: Address) {
  const { provinces, postalPrefixes } = availability ?? {};
  if (provinces === undefined && postalPrefixes === undefined) return true;
  const code = postalCode.replace(' ', '').toUpperCase();
  return (
    provinces?.includes(province) === true ||
    postalPrefixes?.some((prefix) => code.startsWith(prefix)) === true
  );
}

const isOffered = (plan: InternetPlan, { kind, serviceAddress }: StoredAccount) =>
  !plan.retired &&
  (plan.audience === 'all' || plan.audience === kind) &&
  isAvailable(plan, serviceAddress);

/** The lowest first. */
export const upgradesFrom = (
  current: InternetPlan,
  account: StoredAccount,
  { plans }: CatalogDocument,
): InternetPlan[] =>
  plans
    .filter((plan) => plan.type === 'internet')
    .filter((plan) => plan.rank > current.rank && isOffered(plan, account))
    .sort((one, other) => one.rank - other.rank);

/** `current`: the plan of a service that has no open order. */
export function chosenPlan(
  current: InternetPlan,
  planId: string,
  account: StoredAccount,
  catalog: CatalogDocument,
) {
  if (planId === current.planId) return ok('as-it-is' as const);
  const plan = internetPlanOf(catalog, planId);
  if (plan === undefined || !isOffered(plan, account)) {
    return refuse({ reason: 'unknown-plan', planId });
  }
  return plan.rank > current.rank ? ok(plan) : refuse({ reason: 'not-an-upgrade', planId });
}

export type Terms = { fulfilment: Fulfilment; proration: ProrationRule };
type Ordering = {
  account: StoredAccount;
  service: StoredService;
  from: InternetPlan;
  to: InternetPlan;
  when: StoredOrder['when'];
  caller: Customer;
  now: Date;
};

export function planOrder(
  { account, service, from, to, when, caller, now }: Ordering,
  { fulfilment, proration }: Terms,
): StoredOrder {
  const { accountNumber, timeZone, language, cycles } = account;
  const today = dayOf(now.getTime(), timeZone);
  const period = periodOf(today, cycles);
  const isNow = when === 'now';
  const monthly = { before: from.monthlyPrice.amount, after: to.monthlyPrice.amount };
  return {
    ...{ orderId: newOrderId(now), accountNumber, serviceId: service.serviceId },
    ...{ serviceType: service.type, status: isNow ? 'submitted' : 'scheduled', when, fulfilment },
    ...{ placedAt: now.getTime(), placedBy: caller.profileId, language, timeZone },
    effectiveDate: isNow ? today : addDays(period.end, 1),
    change: { kind: 'plan', from: ordered(from), to: ordered(to) },
    price: isNow ? proratedPrice(monthly, { from: today, period, rule: proration }) : monthly,
    ...{ proration, version: 1 },
  };
}

const ordered = ({ planId, name, monthlyPrice }: InternetPlan): OrderedPlan => ({
  ...{ planId, name, monthlyPrice: monthlyPrice.amount },
});
