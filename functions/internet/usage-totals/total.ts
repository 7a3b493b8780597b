/** What billing is told of a service's period. Pure. */
import { dayOf, type Day, type Period } from '../../../shared/calendar.ts';
import type { InternetPlan } from '../../../shared/catalog/catalog.ts';
import { cad } from '../../../shared/money.ts';
import { planDuring, type UsageHeader } from '../../../shared/usage-header.ts';
import { exactBytes as wire, type DayUsage, type Traffic } from '../../../shared/usage-period.ts';
import type { UsageTerms } from '../../../shared/usage-terms.ts';
import type { Adjustment } from '../../../shared/usage-adjustment.ts';
import { closesAt } from '../aggregate-usage/fold/closing-rules.ts';
import { limitOf, overageOf, termsUnder } from '../allowance.ts';
import { boughtView, measured, overageView } from '../usage-view.ts';

/** A fold that began before the close may still be writing. */
const settlesAfterMs = 300_000;

/** Came on file when the period was over: it was somebody else's to bill, if anybody's. */
export const wasOnFile = ({ onFileAt, timeZone }: UsageHeader, periodEnd: Day) =>
  dayOf(onFileAt, timeZone) <= periodEnd;

/** Of a service that ended before a period only what is left of earlier ones is told. */
export const wasServed = ({ status, endedOn }: UsageHeader, { start }: Period) =>
  status === 'active' || endedOn === undefined || endedOn > start;

type Counted = {
  accountNumber: string;
  serviceId: string;
  header: UsageHeader;
  period: Period;
  days: ReadonlyMap<Day, DayUsage>;
  terms: UsageTerms | undefined;
  adjustments: readonly Adjustment[];
};

type At = {
  now: Date;
  closeAfterHours: number;
  /** By the catalog at the end of the period. */
  planOf: (planId: string) => InternetPlan | undefined;
};

export function totalOf(
  { accountNumber, serviceId, header, period, days, terms: stored, adjustments }: Counted,
  { now, closeAfterHours, planOf }: At,
) {
  const closes = closesAt(period.start, header, closeAfterHours);
  const { down, up } = billedOf(days);
  const used = down + up;
  const planId = planDuring(header, period.end, dayOf(now.getTime(), header.timeZone));
  const plan = planId === undefined ? undefined : planOf(planId);
  // Nobody is told anything by billing's asking.
  const terms = termsUnder(stored, plan, { start: period.start, used, noticeAt: [] });
  return {
    ...{ accountNumber, serviceId, period },
    closesAt: new Date(closes).toISOString(),
    state: now.getTime() >= closes + settlesAfterMs ? ('closed' as const) : ('open' as const),
    ...(header.endedOn === undefined ? {} : { endedOn: header.endedOn }),
    ...traffic({ down, up }),
    dataAddOns: terms === undefined ? [] : boughtView(terms, 'en-CA'),
    ...(terms === undefined ? {} : underTerms(terms, used)),
    adjustments: adjustments.map(({ period: of, day, ...difference }) => ({
      ...{ period: of, day },
      ...traffic(difference),
    })),
  };
}

function underTerms(terms: UsageTerms, used: bigint) {
  const { planId, allowance } = terms;
  const limit = limitOf(terms);
  const figures = measured(used, limit);
  return {
    ...{ planId, allowance: typeof allowance === 'bigint' ? wire(allowance) : allowance },
    limit: typeof limit === 'bigint' ? wire(limit) : limit,
    ...(figures.unlimited ? {} : { overBy: figures.overBy }),
    overage: overageView(terms, used).overage ?? { charge: cad(overageOf(terms, used)) },
  };
}

/** What changed after the close is on later bills. */
const billedOf = (days: ReadonlyMap<Day, DayUsage>): Traffic =>
  [...days.values()]
    .map(({ atClose, ...now }) => atClose ?? now)
    .reduce((sum, { down, up }) => ({ down: sum.down + down, up: sum.up + up }), nothing);

const nothing: Traffic = { down: 0n, up: 0n };

const traffic = ({ down, up }: Traffic) => ({
  download: wire(down),
  upload: wire(up),
  total: wire(down + up),
});
