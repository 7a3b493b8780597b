/**
 * Completes automatic orders: one that was just placed, or all whose day has come. Each is one
 * transaction that expects the order as it was read: killed, repeated or run twice at once, an order
 * is completed once, or was taken back before.
 */
import { addDays, dayOf } from '../../../shared/calendar.ts';
import type { Clock } from '../../../shared/clock.ts';
import { faultFields, log } from '../../../shared/log.ts';
import { advanced, isDue } from '../../../shared/orders.ts';
import type { MovesStore, OpenOrder } from '../moves.store.ts';

export type FulfilDeps = { store: MovesStore; clock: Clock };
export type Fulfilled = { completed: number; failed: number };

/** Somebody else changed the account in between: read again, so often. */
const tries = 5;
const together = 10;
const pageSize = 100;

/** Whether it completed the order; not when it has moved on, or its day has not come. */
export async function fulfilOrder(
  { store, clock }: FulfilDeps,
  { accountNumber, orderId }: Pick<OpenOrder, 'accountNumber' | 'orderId'>,
): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const loaded = await store.load(accountNumber, orderId);
    if (loaded === undefined) throw new Error('There is no such order');
    const { order, account } = loaded;
    const now = clock.now();
    if (order.fulfilment !== 'automatic' || !isDue(order, now)) return false;
    // It takes effect on the day that was promised, however late this runs.
    const after = advanced(order, 'completed', { at: now }, account.cycles);
    if (after === undefined) return false;
    if (await store.move({ order, account, after, by: 'job', now })) return true;
  }
  throw new Error('The account of an order kept changing');
}

/** Also those that were not told of when they were placed. One that fails holds up no other. */
export async function fulfilDue(deps: FulfilDeps): Promise<Fulfilled> {
  const now = deps.clock.now();
  // No zone is more than a day ahead of UTC.
  const until = `${addDays(dayOf(now.getTime(), 'UTC'), 1)}#~`;
  const sum: Fulfilled = { completed: 0, failed: 0 };
  for (const status of ['scheduled', 'submitted'] as const) {
    let from: string | undefined;
    do {
      const { items, next } = await deps.store.open(status, { limit: pageSize, from, until });
      const due = items.filter((one) => one.fulfilment === 'automatic' && isDue(one, now));
      await fulfilAll(deps, due, sum);
      from = next;
    } while (from !== undefined);
  }
  return sum;
}

async function fulfilAll(deps: FulfilDeps, due: readonly OpenOrder[], sum: Fulfilled) {
  for (let at = 0; at < due.length; at += together) {
    await Promise.all(
      due.slice(at, at + together).map(async (one) => {
        try {
          if (await fulfilOrder(deps, one)) sum.completed++;
        } catch (fault) {
          sum.failed++;
          log.error('order-not-fulfilled', { orderId: one.orderId, ...faultFields(fault) });
        }
      }),
    );
  }
}
