/** What a customer is shown of a service's usage. */
import {
  dayOf,
  daysBetween,
  daysFrom,
  periodsBack,
  type Cycle,
  type Day,
} from '../../shared/calendar.ts';
import { ok, refuse } from '../../shared/result.ts';
import { exactBytes as wire, type DayUsage } from '../../shared/usage-period.ts';

export type ServiceUsage = {
  timeZone: string;
  cycles: readonly Cycle[];
  planId: string;
  /** First day of a period → its days with usage. */
  periods: ReadonlyMap<Day, ReadonlyMap<Day, DayUsage>>;
};

/** Bytes per period. */
export type Allowance = bigint | 'unlimited';

const periodsBefore = 3;
const none: DayUsage = { down: 0n, up: 0n, lastEnd: 0 };

/** Refuses a period that is neither the current one nor one of the three before it. */
export function viewUsage(
  { timeZone, cycles, periods: stored }: ServiceUsage,
  { now, period, allowance }: { now: Date; period?: Day | undefined; allowance: Allowance },
) {
  const today = dayOf(now.getTime(), timeZone);
  const periods = periodsBack(today, cycles, periodsBefore);
  const shown = periods.find(({ start }) => start === (period ?? periods[0]?.start));
  if (shown === undefined) return refuse({ reason: 'unknown-period', periods });

  const current = shown === periods[0];
  const days = stored.get(shown.start) ?? new Map<Day, DayUsage>();
  const usedDays = [...days.values()];
  const down = usedDays.reduce((sum, day) => sum + day.down, 0n);
  const up = usedDays.reduce((sum, day) => sum + day.up, 0n);
  const lastEnd = Math.max(0, ...usedDays.map((day) => day.lastEnd));

  return ok({
    period: shown,
    current,
    daysLeft: current ? daysBetween(today, shown.end) + 1 : 0,
    ...(usedDays.length === 0 ? {} : { dataAsOf: new Date(lastEnd).toISOString() }),
    totals: traffic(down, up),
    allowance: measured(down + up, allowance),
    days: daysFrom(shown.start, today < shown.end ? today : shown.end).map((day) => {
      const used = days.get(day) ?? none;
      return { day, ...traffic(used.down, used.up) };
    }),
    periods,
  });
}

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

const traffic = (down: bigint, up: bigint) => ({
  download: wire(down),
  upload: wire(up),
  total: wire(down + up),
});
