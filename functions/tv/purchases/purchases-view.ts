/** What a customer is shown of the purchases of a billing period. Pure. */
import { dayOf, periodsBack, type Cycle, type Day } from '../../../shared/calendar.ts';
import type { Role } from '../../../shared/http/contract.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { cad } from '../../../shared/money.ts';
import { ok, refuse } from '../../../shared/result.ts';
import type { StoredPurchase } from '../../../shared/tv-purchase.ts';
import { foldPurchase, type PurchaseState } from './fold-purchase.ts';

/** Periods before the current one. */
const periodsBefore = 3;

type Bought = {
  timeZone: string;
  cycles: readonly Cycle[];
  /** The oldest first. */
  purchases: readonly StoredPurchase[];
};
type Asked = { period: Day | undefined; now: Date; role: Role; language: Language };

/** Refuses a period that is neither the current one nor one of the three before it. */
export function viewPurchases(
  { timeZone, cycles, purchases }: Bought,
  { period, now, role, language }: Asked,
) {
  const periods = periodsBack(dayOf(now.getTime(), timeZone), cycles, periodsBefore);
  const shown = periods.find(({ start }) => start === (period ?? periods[0]?.start));
  if (shown === undefined) return refuse({ reason: 'unknown-period', periods });

  const of = purchases
    .map((purchase) => ({
      purchase,
      state: foldPurchase(purchase.events),
      orderedOn: dayOf(purchase.orderedAt, timeZone),
    }))
    .filter(({ orderedOn }) => shown.start <= orderedOn && orderedOn <= shown.end)
    .reverse();
  return ok({
    period: shown,
    current: shown === periods[0],
    totals: totalsOf(of.map(({ state }) => state)),
    items: of.map(({ purchase, state, orderedOn }) => ({
      type: purchase.type,
      ...namesOf(purchase, { role, language }),
      masked: purchase.masked,
      orderedAt: iso(purchase.orderedAt),
      orderedOn,
      ...timesOf(purchase, state),
      status: state.status,
      ...{ price: cad(state.price), charged: cad(state.charged), credited: cad(state.credited) },
    })),
    periods,
  });
}

const hiddenTitle = { 'fr-CA': 'Titre masqué', 'en-CA': 'Title hidden' } as const;

/** An id may be made of the title: none is shown where that is hidden. */
const namesOf = (
  { purchaseId, title, titleId, masked }: StoredPurchase,
  { role, language }: Pick<Asked, 'role' | 'language'>,
) =>
  masked && role !== 'holder' ? { title: hiddenTitle[language] } : { purchaseId, title, titleId };

function timesOf({ orderedAt, rentalHours }: StoredPurchase, { viewedAt, status }: PurchaseState) {
  const until = (viewedAt ?? orderedAt) + rentalHours * 3_600_000;
  return {
    ...(viewedAt === undefined ? {} : { viewedAt: iso(viewedAt) }),
    rentalHours,
    ...(status === 'cancelled' ? {} : { rentalUntil: iso(until) }),
  };
}

function totalsOf(states: readonly PurchaseState[]) {
  const sum = (amountOf: (state: PurchaseState) => number) =>
    states.reduce((total, state) => total + amountOf(state), 0);
  const priceOf = (status: PurchaseState['status']) =>
    cad(sum((state) => (state.status === status ? state.price : 0)));
  const [charged, credited] = [sum((state) => state.charged), sum((state) => state.credited)];
  return {
    charged: cad(charged),
    credited: cad(credited),
    net: cad(charged - credited),
    toBeCharged: priceOf('viewed'),
    pending: priceOf('pending'),
  };
}

const iso = (at: number) => new Date(at).toISOString();
