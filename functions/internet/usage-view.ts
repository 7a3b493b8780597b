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
import type { UsageHeader } from '../../shared/usage-header.ts';
import { exactBytes as wire, isRevised, type DayUsage } from '../../shared/usage-period.ts';
import { projectTotal } from './projection.ts';

/** A service as the pages read it. */
export type ServiceUsage = Pick<
  UsageHeader,
  'timeZone' | 'cycles' | 'planId' | 'plans' | 'status' | 'onFileAt'
> & {
  /** First day of a period → its days with usage. */
  periods: ReadonlyMap<Day, ReadonlyMap<Day, DayUsage>>;
};

/** Bytes per period. */
export type Allowance = bigint | 'unlimited';
/** Of a plan; undefined when there is no such plan. */
export type AllowanceOf = (planId: string) => Allowance | undefined;

export const periodsBefore = 3;
export const monthsBefore = 12;

const none: DayUsage = { down: 0n, up: 0n, lastEnd: 0 };
const noDays: ReadonlyMap<Day, DayUsage> = new Map();

type Now = { now: Date; allowanceOf: AllowanceOf };

/** Refuses a period that is neither the current one nor one of the three before it. */
export function viewUsage(
  service: ServiceUsage,
  { now, period, allowanceOf }: Now & { period?: Day | undefined },
) {
  const today = dayOf(now.getTime(), service.timeZone);
  const periods = periodsBack(today, service.cycles, periodsBefore);
  const shown = periods.find(({ start }) => start === (period ?? periods[0]?.start));
  if (shown === undefined) return refuse({ reason: 'unknown-period', periods });

  const days = service.periods.get(shown.start) ?? noDays;
  return ok({
    ...figuresOf(service, shown, { now, allowanceOf }),
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
  };

/** Totals by period, newest first; without an allowance where the plan then is not on file. */
export function viewMonths(service: ServiceUsage, { now, allowanceOf }: Now): Month[] {
  const today = dayOf(now.getTime(), service.timeZone);
  return periodsBack(today, service.cycles, monthsBefore).map((period) => {
    const total = sumOf(service.periods.get(period.start) ?? noDays);
    const planId = planIn(service, period, today);
    const allowance = planId === undefined ? undefined : allowanceOf(planId);
    return {
      ...period,
      ...traffic(total),
      ...(allowance === undefined ? {} : monthly(total.down + total.up, allowance)),
    };
  });
}

function monthly(used: bigint, allowance: Allowance) {
  if (allowance === 'unlimited') return { allowance };
  const over = used > allowance ? used - allowance : 0n;
  return { allowance: wire(allowance), overBy: wire(over) };
}

function figuresOf(service: ServiceUsage, period: Period, { now, allowanceOf }: Now) {
  const today = dayOf(now.getTime(), service.timeZone);
  const isCurrent = period.start <= today && today <= period.end;
  const days = service.periods.get(period.start) ?? noDays;
  const total = sumOf(days);
  const projection = isCurrent ? projectionOf(service, period, today) : undefined;
  const allowance = allowanceOf(planIn(service, period, today) ?? service.planId);
  // Provisioning refuses unknown plans, and catalogs keep what was once published.
  if (allowance === undefined) throw new Error('The catalog lacks the plan of an Internet service');
  return {
    period,
    daysLeft: isCurrent ? daysBetween(today, period.end) + 1 : 0,
    ...(days.size === 0 ? {} : { dataAsOf: new Date(total.lastEnd).toISOString() }),
    totals: traffic(total),
    allowance: measured(total.down + total.up, allowance),
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

/**
 * The plan at the end of a period, or now; undefined where it is not on file, which is so of
 * everything before a change that was not kept with the others.
 */
function planIn({ planId, plans }: ServiceUsage, period: Period, today: Day): string | undefined {
  if (period.end >= today) return planId;
  if (plans.at(-1)?.planId !== planId) return undefined;
  return plans.findLast(({ from }) => from <= period.end)?.planId;
}

const sumOf = (days: ReadonlyMap<Day, DayUsage>): DayUsage =>
  [...days.values()].reduce(
    (sum, { down, up, lastEnd }) => ({
      down: sum.down + down,
      up: sum.up + up,
      lastEnd: Math.max(sum.lastEnd, lastEnd),
    }),
    none,
  );

function measured(used: bigint, allowance: Allowance) {
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
