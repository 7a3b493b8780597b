/** Which plans a service may move up to, and what an order of one is. Pure. */
import type { StoredAccount, StoredService } from '../account.ts';
import { addDays, dayOf, periodOf, type Day } from '../calendar.ts';
import { planOf, type InternetPlan, type Plan, type TvPlan } from '../catalog/catalog.ts';
import type { CatalogDocument } from '../catalog/document.ts';
import type { Customer } from '../http/caller.ts';
import type { OrderedPlan } from '../order-change.ts';
import { newOrderId, type Fulfilment, type StoredOrder } from '../orders.ts';
import { proratedPrice, type ProrationRule } from '../price-summary.ts';
import { ok, refuse } from '../result.ts';
import type { StoredTvChange } from '../tv/plan-change.ts';

/** What customers move up by themselves. */
export type UpgradablePlan = InternetPlan | TvPlan;

/** A service that is active, and where it stands. */
export type Subject<P extends UpgradablePlan> = {
  account: StoredAccount;
  service: StoredService;
  current: P;
  catalog: CatalogDocument;
};

type Address = StoredAccount['serviceAddress'];

function isAvailable({ availability }: Plan, { province, postalCode }: Address) {
  const { provinces, postalPrefixes } = availability ?? {};
  if (provinces === undefined && postalPrefixes === undefined) return true;
  const code = postalCode.replace(' ', '').toUpperCase();
  return (
    provinces?.includes(province) === true ||
    postalPrefixes?.some((prefix) => code.startsWith(prefix)) === true
  );
}

const isOffered = (plan: Plan, { kind, serviceAddress }: StoredAccount) =>
  !plan.retired &&
  (plan.audience === 'all' || plan.audience === kind) &&
  isAvailable(plan, serviceAddress);

const isLike = <P extends Plan>(plan: Plan, current: P): plan is P => plan.type === current.type;

/** The lowest first. */
export const upgradesFrom = <P extends UpgradablePlan>({
  current,
  account,
  catalog,
}: Subject<P>): P[] =>
  catalog.plans
    .filter((plan) => isLike(plan, current))
    .filter((plan) => plan.rank > current.rank && isOffered(plan, account))
    .sort((one, other) => one.rank - other.rank);

/** Of a service that has no open order. */
export function chosenPlan<P extends UpgradablePlan>(
  { current, account, catalog }: Subject<P>,
  planId: string,
) {
  if (planId === current.planId) return ok('as-it-is' as const);
  const plan = planOf(catalog, planId);
  if (plan === undefined || !isLike(plan, current) || !isOffered(plan, account)) {
    return refuse({ reason: 'unknown-plan', planId });
  }
  return plan.rank > current.rank ? ok(plan) : refuse({ reason: 'not-an-upgrade', planId });
}

export type Terms = { fulfilment: Fulfilment; proration: ProrationRule };

/** A change to a plan that can be chosen. */
export type Move<P extends UpgradablePlan> = Subject<P> & {
  to: P;
  when: StoredOrder['when'];
  today: Day;
  /** First day with the plan. */
  on: Day;
};

/** What comes of it. */
export type Moved = {
  /** In cents: what is charged otherwise. */
  monthly: { before: number; after: number };
  tv?: StoredTvChange;
};

/** Where nothing else changes. */
export const onlyThePlan = <P extends UpgradablePlan>({ current, to }: Move<P>) =>
  ok<Moved>({
    monthly: { before: current.monthlyPrice.amount, after: to.monthlyPrice.amount },
  });

/** When a change is asked for, and takes effect. */
export function daysOf(when: StoredOrder['when'], { timeZone, cycles }: StoredAccount, now: Date) {
  const today = dayOf(now.getTime(), timeZone);
  return { today, on: when === 'now' ? today : addDays(periodOf(today, cycles).end, 1) };
}

export function planOrder<P extends UpgradablePlan>(
  { account, service, current, to, when, on }: Move<P>,
  { monthly, tv }: Moved,
  { caller, now, terms }: { caller: Customer; now: Date; terms: Terms },
): StoredOrder {
  const { accountNumber, timeZone, language, cycles } = account;
  const { fulfilment, proration } = terms;
  const isNow = when === 'now';
  return {
    ...{ orderId: newOrderId(now), accountNumber, serviceId: service.serviceId },
    ...{ serviceType: service.type, status: isNow ? 'submitted' : 'scheduled', when, fulfilment },
    ...{ placedAt: now.getTime(), placedBy: caller.profileId, language, timeZone },
    effectiveDate: on,
    change: {
      ...{ kind: 'plan', from: ordered(current), to: ordered(to) },
      ...(tv === undefined ? {} : { tv }),
    },
    price: isNow
      ? proratedPrice(monthly, { from: on, period: periodOf(on, cycles), rule: proration })
      : monthly,
    ...{ proration, version: 1 },
  };
}

const ordered = ({ planId, name, monthlyPrice }: UpgradablePlan): OrderedPlan => ({
  ...{ planId, name, monthlyPrice: monthlyPrice.amount },
});
