/** What a customer is shown of a service's usage. */
import {
  dayOf,
  daysBetween,
  daysFrom,
  periodsBack,
  type Day,
  type Period,
} from '../../shared/calendar.ts';
import { ok, refuse } from '../../shared/result.ts';
import { nameIn } from '../../shared/catalog/catalog.ts';
import type { Language } from '../../shared/http/fields.ts';
import { cad } from '../../shared/money.ts';
import { planDuring, type UsageHeader } from '../../shared/usage-header.ts';
import { exactBytes as wire, isRevised, type DayUsage } from '../../shared/usage-period.ts';
import type { Allowance, UsageTerms } from '../../shared/usage-terms.ts';
import { freshTerms, limitOf, overageOf, termsUnder, type PlanTerms } from './allowance.ts';
import { projectTotal } from './projection.ts';

/** A service as the pages read it. */
export type ServiceUsage = Pick<
  UsageHeader,
  'timeZone' | 'cycles' | 'planId' | 'plans' | 'status' | 'onFileAt'
> & {
  /** First day of a period → its days with usage. */
  periods: ReadonlyMap<Day, ReadonlyMap<Day, DayUsage>>;
  terms: ReadonlyMap<Day, UsageTerms>;
};

/** By its id; undefined when there is no such plan. */
export type PlanOf = (planId: string) => PlanTerms | undefined;

export const periodsBefore = 3;
export const monthsBefore = 12;

const none: DayUsage = { down: 0n, up: 0n, lastEnd: 0 };
const noDays: ReadonlyMap<Day, DayUsage> = new Map();

type Now = { now: Date; planOf: PlanOf; language: Language };

/** Refuses a period that is neither the current one nor one of the three before it. */
export function viewUsage(
  service: ServiceUsage,
  { period, ...at }: Now & { period?: Day | undefined },
) {
  const { now } = at;
  const today = dayOf(now.getTime(), service.timeZone);
  const periods = periodsBack(today, service.cycles, periodsBefore);
  const shown = periods.find(({ start }) => start === (period ?? periods[0]?.start));
  if (shown === undefined) return refuse({ reason: 'unknown-period', periods });

  const days = service.periods.get(shown.start) ?? noDays;
  return ok({
    ...figuresOf(service, shown, at),
    current: shown === periods[0],
    days: daysFrom(shown.start, today < shown.end ? today : shown.end).map((day) => {
      const used = days.get(day) ?? none;
      return { day, ...traffic(used), ...(isRevised(used) ? { revised: true as const } : {}) };
    }),
    periods,
  });
}

/** Of the current period alone. */
export function viewCurrent(service: ServiceUsage, at: Now) {
  const today = dayOf(at.now.getTime(), service.timeZone);
  const [period] = periodsBack(today, service.cycles, 0);
  if (period === undefined) throw new Error('Every day is of a period');
  return figuresOf(service, period, at);
}

export type Month = Period &
  ReturnType<typeof traffic> & {
    allowance?: number | string;
    overBy?: number | string;
    overage?: ReturnType<typeof cad>;
  };

/** Totals by period, newest first; without an allowance where the plan then is not on file. */
export function viewMonths(service: ServiceUsage, at: Now): Month[] {
  const today = dayOf(at.now.getTime(), service.timeZone);
  return periodsBack(today, service.cycles, monthsBefore).map((period) => {
    const total = sumOf(service.periods.get(period.start) ?? noDays);
    const terms = termsOf(service, period, { ...at, today });
    return {
      ...period,
      ...traffic(total),
      ...(terms === undefined ? {} : monthly(total.down + total.up, terms)),
    };
  });
}

function monthly(used: bigint, terms: UsageTerms) {
  const [allowance, charge] = [limitOf(terms), overageOf(terms, used)];
  const overage = charge === 0 ? {} : { overage: cad(charge) };
  if (allowance === 'unlimited') return { allowance, ...overage };
  const over = used > allowance ? used - allowance : 0n;
  return { allowance: wire(allowance), overBy: wire(over), ...overage };
}

/** Undefined where neither terms nor the plan of then are on file. */
function termsOf(service: ServiceUsage, period: Period, { planOf, today }: Now & { today: Day }) {
  const planId = planDuring(service, period.end, today);
  const plan = planId === undefined ? undefined : planOf(planId);
  const { down, up } = sumOf(service.periods.get(period.start) ?? noDays);
  // Nothing is told by who looks.
  const at = { start: period.start, used: down + up, noticeAt: [] };
  return termsUnder(service.terms.get(period.start), plan, at);
}

function figuresOf(service: ServiceUsage, period: Period, at: Now) {
  const { now, planOf, language } = at;
  const today = dayOf(now.getTime(), service.timeZone);
  const isCurrent = period.start <= today && today <= period.end;
  const days = service.periods.get(period.start) ?? noDays;
  const total = sumOf(days);
  const projection = isCurrent ? projectionOf(service, period, today) : undefined;
  const plan = planOf(service.planId);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (plan === undefined) throw new Error('The catalog lacks the plan of an Internet service');
  const terms = termsOf(service, period, { ...at, today }) ?? freshTerms(period.start, plan);
  const used = total.down + total.up;
  return {
    period,
    daysLeft: isCurrent ? daysBetween(today, period.end) + 1 : 0,
    ...(days.size === 0 ? {} : { dataAsOf: new Date(total.lastEnd).toISOString() }),
    totals: traffic(total),
    allowance: measured(used, limitOf(terms)),
    ...overageView(terms, used),
    dataAddOns: boughtView(terms, language),
    notices: terms.notices.map(({ percent, at: given, ...figures }) => ({
      ...{ percent, at: new Date(given).toISOString() },
      ...{ used: wire(figures.used), limit: wire(figures.limit) },
    })),
    ...(projection === undefined ? {} : { projection }),
  };
}

/** A service that has ended is used no more. */
function projectionOf(service: ServiceUsage, period: Period, today: Day) {
  if (service.status === 'ended') return undefined;
  const days = service.periods.get(period.start) ?? noDays;
  const used = new Map([...days].map(([day, { down, up }]) => [day, down + up]));
  const onFile = dayOf(service.onFileAt, service.timeZone);
  const servedFrom = [onFile, ...used.keys()].reduce((one, other) => (other < one ? other : one));
  const projected = projectTotal(used, { period, today, servedFrom });
  return (
    projected && {
      total: wire(projected.total),
      method: 'average-of-complete-days' as const,
      completeDays: projected.completeDays,
    }
  );
}

/** What more costs, and has cost so far; nothing of what costs nothing. */
export function overageView(terms: UsageTerms, used: bigint) {
  const { overage: rate } = terms;
  const charge = overageOf(terms, used);
  if (rate === undefined && charge === 0) return {};
  const rateView = rate && {
    ...{ price: cad(rate.price), bytes: wire(rate.bytes) },
    ...(rate.cap === undefined ? {} : { cap: cad(rate.cap) }),
  };
  return { overage: { charge: cad(charge), ...(rateView ? { rate: rateView } : {}) } };
}

export const boughtView = ({ addOns }: UsageTerms, language: Language) =>
  addOns.map(({ purchaseId, dataAddOnId, name, bytes, price, boughtAt }) => ({
    ...{ purchaseId, dataAddOnId, name: nameIn(name, language) },
    ...{ bytes: wire(bytes), price: cad(price) },
    boughtAt: new Date(boughtAt).toISOString(),
  }));

const sumOf = (days: ReadonlyMap<Day, DayUsage>): DayUsage =>
  [...days.values()].reduce(
    (sum, { down, up, lastEnd }) => ({
      down: sum.down + down,
      up: sum.up + up,
      lastEnd: Math.max(sum.lastEnd, lastEnd),
    }),
    none,
  );

export function measured(used: bigint, allowance: Allowance) {
  if (allowance === 'unlimited') return { unlimited: true as const };
  const over = used - allowance;
  return {
    unlimited: false as const,
    limit: wire(allowance),
    remaining: wire(over < 0n ? -over : 0n),
    overBy: wire(over > 0n ? over : 0n),
    // Of an allowance of nothing, all is used.
    percentUsed: allowance === 0n ? 100 : Number((used * 1000n) / allowance) / 10,
  };
}

const traffic = ({ down, up }: { down: bigint; up: bigint }) => ({
  download: wire(down),
  upload: wire(up),
  total: wire(down + up),
});
