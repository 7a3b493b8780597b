/** The records of a batch that tell of one purchase, stored in one write. */
import type { StoredPurchase } from '../../../shared/tv-purchase.ts';
import type { Outcome } from './contract.ts';
import { serviceOf } from './service-of.ts';
import type { Known, PurchaseIntakeStore } from './store.ts';
import { openedBy, takeEvent, type ToldEvent } from './take-event.ts';

export type Sent = { index: number; told: ToldEvent };

/**
 * Another batch that writes between our reading and writing adds an event, and there is one of each
 * status: so often at most, and once for the purchase itself.
 */
const tries = 6;

export async function takePurchase(
  store: PurchaseIntakeStore,
  sent: readonly Sent[],
  known: Known,
  now: Date,
): Promise<Outcome[]> {
  const purchaseId = sent[0]?.told.purchaseId ?? '';
  let read = known;
  for (let attempt = 1; ; attempt++) {
    const before = read.purchases.get(purchaseId);
    const { purchase, outcomes } = decide(sent, before, read.accounts);
    if (purchase === undefined || purchase === before) return outcomes;
    if (await store.save(purchase, before, now)) return outcomes;
    if (attempt === tries) throw new Error('A purchase was changed more often than it can be');
    const wanted = { accountNumbers: [], purchaseIds: [purchaseId] };
    const { purchases } = await store.load(wanted, now);
    read = { ...known, purchases };
  }
}

function decide(
  sent: readonly Sent[],
  before: StoredPurchase | undefined,
  accounts: Known['accounts'],
) {
  let purchase = before;
  const outcomes = sent.map(({ index, told }): Outcome => {
    const { purchaseId, accountNumber } = told;
    let current = purchase;
    if (current === undefined) {
      const service = serviceOf(accounts.get(accountNumber), told);
      if (!service.ok) return { index, purchaseId, outcome: 'rejected', ...service.refusal };
      current = openedBy(told, service.value);
    }
    const taken = takeEvent(current, told);
    if (taken.outcome !== 'accepted') return { index, purchaseId, ...taken };
    ({ purchase } = taken);
    return { index, purchaseId, outcome: 'accepted' };
  });
  return { purchase, outcomes };
}
