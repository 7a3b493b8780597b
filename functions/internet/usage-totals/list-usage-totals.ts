import { periodOf, type Day } from '../../../shared/calendar.ts';
import { internetPlanOf, type Catalogs } from '../../../shared/catalog/catalog.ts';
import type { Clock } from '../../../shared/clock.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { paged } from '../../../shared/http/paged.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import { candidatesOf, type Candidate } from './candidates.ts';
import { usageTotalsContract } from './contract.ts';
import { cycleDaysEndingOn, daysToAskFor, endsBy } from './period-end.ts';
import type { TotalsStore } from './store.ts';
import { totalOf, wasOnFile, wasServed } from './total.ts';

export type Deps = {
  store: TotalsStore;
  catalogs: Catalogs;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
  /** Hours from the end of a billing period until it is closed. */
  closeAfterHours: number;
};

export const listUsageTotals = (deps: Deps) =>
  operation(usageTotalsContract.listUsageTotals, async ({ query, caller }) => {
    const { periodEnd, limit, cursor } = query;
    const { first, last } = daysToAskFor(deps.clock.now());
    if (periodEnd < first || periodEnd > last) {
      const issues = [{ path: 'query.periodEnd', expected: `a day from ${first} to ${last}` }];
      return refuse({ reason: 'invalid-request', issues });
    }
    const context = `usage totals ${periodEnd} ${caller.clientId}`;
    return paged(deps.sealingKeys, context, cursor, async (from) => {
      const days = cycleDaysEndingOn(periodEnd);
      const { items, ...next } = await candidatesOf(deps.store, days, { limit, from });
      return { items: await totalsOf(deps, items, periodEnd), ...next };
    });
  });

async function totalsOf(
  { store, catalogs, clock, closeAfterHours }: Deps,
  candidates: readonly Candidate[],
  periodEnd: Day,
) {
  const ended = (await store.headers(candidates))
    .filter(({ cycleDay, header }) => endsBy(cycleDay, periodEnd, header.cycles))
    .filter(({ header }) => wasOnFile(header, periodEnd))
    .map((one) => {
      const period = periodOf(periodEnd, one.header.cycles);
      return { ...one, period, start: period.start };
    });
  const catalog = await catalogs.inForce(periodEnd);
  const at = {
    ...{ now: clock.now(), closeAfterHours },
    planOf: (planId: string) => catalog && internetPlanOf(catalog.document, planId),
  };
  return (await store.figures(ended)).flatMap((figures, index) => {
    const one = ended[index];
    const isTold = one && (wasServed(one.header, one.period) || figures.adjustments.length > 0);
    return isTold ? [totalOf({ ...one, ...figures }, at)] : [];
  });
}
