/**
 * Writes the totals of a fold. While the period is open, a total is one write, and a look at what
 * the period's use means where there is something to look at: see review-terms.ts. In a closed one the
 * same write keeps what the total was at the close, once and for good; then the difference is left
 * as an adjustment, with the bill that it goes on. All of it is absolute and fenced: killed in between,
 * the next fold writes it again, since this one is not committed.
 */
import { changeSince } from '../../../../shared/usage-period.ts';
import type { ServiceTotal } from '../fold.ts';
import { billOf, isClosed, isSurelyOpen } from './closing-rules.ts';
import { isToBeLookedAt, reviewTerms, type ReviewDeps } from './review-terms.ts';
import type { FoldStore, ShardDay } from './store.ts';

export type Closing = ReviewDeps & {
  store: FoldStore;
  /** Hours from the end of a billing period until it is closed. */
  closeAfterHours: number;
  /** Faults of looks at terms: those of one customer must not hold up the totals of all others. */
  notLookedAt: unknown[];
};

/** How each total is to be written; gives false when a newer fold has written it already. */
export async function totalWriter(
  closing: Closing,
  at: ShardDay,
  fence: number,
  totals: readonly ServiceTotal[],
): Promise<(total: ServiceTotal) => Promise<boolean>> {
  const { store, now, closeAfterHours } = closing;
  const open = async (total: ServiceTotal) => {
    const period = await store.writeDay(at, fence, total);
    if (period === undefined) return false;
    if (isToBeLookedAt(period)) {
      await reviewTerms(closing, total).catch((fault: unknown) => closing.notLookedAt.push(fault));
    }
    return true;
  };
  if (isSurelyOpen(at.day, now, closeAfterHours)) return open;

  const services = await store.billed(totals);
  return async (total) => {
    const service = services.get(total.serviceId);
    // Without a header there is no account that could be billed.
    const closed =
      service !== undefined && isClosed(total.periodStart, service, now, closeAfterHours);
    if (!closed) return open(total);
    const atClose = await store.writeClosedDay(at, fence, total);
    if (atClose === undefined) return false;
    const bill = billOf(now, service, closeAfterHours);
    await store.writeAdjustment(at, fence, total, { ...changeSince(atClose, total), bill, now });
    return true;
  };
}
