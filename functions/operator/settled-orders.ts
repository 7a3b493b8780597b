/** What becomes of open orders whose services the operator's document has moved on or ended. */
import type { StoredAccount } from '../../shared/account.ts';
import { dayOf } from '../../shared/calendar.ts';
import { isAsOrdered } from '../../shared/order-change.ts';
import { advanced } from '../../shared/orders.ts';
import type { AccountStore, SettledOrder } from './account.store.ts';

type Change = { stored: StoredAccount | undefined; next: StoredAccount; now: Date };

/** Undefined when the account was changed meanwhile. */
export async function settledOrders(
  accounts: Pick<AccountStore, 'order'>,
  { stored, next, now }: Change,
): Promise<SettledOrder[] | undefined> {
  const settled: SettledOrder[] = [];
  for (const { serviceId, pendingOrderId } of stored?.services ?? []) {
    const service = next.services.find((one) => one.serviceId === serviceId);
    if (pendingOrderId === undefined || service?.pendingOrderId === pendingOrderId) continue;
    const before = await accounts.order(next.accountNumber, pendingOrderId);
    const isDone =
      before !== undefined && service?.status === 'active' && isAsOrdered(before.change, service);
    const after =
      before &&
      advanced(
        before,
        isDone ? 'completed' : 'superseded',
        { at: now, ...(isDone ? { activatedOn: dayOf(now.getTime(), next.timeZone) } : {}) },
        next.cycles,
      );
    // The mark goes with the order's end: who finds it ended has read an old account.
    if (before === undefined || after === undefined) return undefined;
    settled.push({ before, after });
  }
  return settled;
}
