import { addDays, dayOf, type Day } from '../../../shared/calendar.ts';
import type { Clock } from '../../../shared/clock.ts';
import { csvHeaders, csvType } from '../../../shared/http/csv.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { purchasesContract } from './contract.ts';
import { purchasesCsv } from './purchases-csv.ts';
import { viewPurchases } from './purchases-view.ts';
import type { PurchasesStore, Span } from './store.ts';

export type Deps = { store: PurchasesStore; clock: Clock };

/** So many are some 2 MB of JSON; the gateway takes 6. */
const mostListed = 5000;

export const listPurchases = ({ store, clock }: Deps) =>
  operation(
    purchasesContract.listPurchases,
    async ({ params, query, caller, answerType, ...request }) => {
      const { serviceId } = params;
      const { period } = query;
      const now = clock.now();
      const { accountNumber, role } = caller;
      const account = await store.load(accountNumber, serviceId, spanOf(period, now));
      const isTheirs = account?.services.some(
        (one) => one.serviceId === serviceId && one.type === 'tv',
      );
      if (account === undefined || !isTheirs) return refuse({ reason: 'not-found' });

      const language = request.language ?? account.language;
      const view = viewPurchases(account, { period, now, role, language });
      if (!view.ok) return view;
      const { items, ...page } = view.value;
      if (answerType !== csvType) {
        const shown = items.slice(0, mostListed);
        return {
          ok: true,
          value: { serviceId, ...page, items: shown, omitted: items.length - shown.length },
          headers: { 'content-language': language },
        };
      }
      return {
        ok: true,
        value: purchasesCsv(items, language),
        headers: csvHeaders(`purchases-${serviceId}-${page.period.start}`, language),
      };
    },
  );

/**
 * What there is to read before the account's zone and cycles are known: no period is longer than 31
 * days, and no local day is further from UTC's than the one before or after. A day on which no
 * period begins that can be shown is refused, whatever was read.
 */
function spanOf(period: Day | undefined, now: Date): Span {
  const today = dayOf(now.getTime(), 'UTC');
  const canBeShown =
    period !== undefined && addDays(today, -4 * 32) <= period && period <= addDays(today, 1);
  return canBeShown
    ? { from: addDays(period, -1), before: addDays(period, 33) }
    : { from: addDays(today, -33), before: addDays(today, 3) };
}
