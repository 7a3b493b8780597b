import type { Clock } from '../../../shared/clock.ts';
import { operation } from '../../../shared/http/operation.ts';
import { checkRecord, purchaseIdIn } from './check-record.ts';
import { purchaseIntakeContract, type Outcome } from './contract.ts';
import { readBatch } from './read-batch.ts';
import type { PurchaseIntakeStore } from './store.ts';
import { takePurchase, type Sent } from './take-purchase.ts';

type Deps = { store: PurchaseIntakeStore; clock: Clock };

/** Purchases that are written at a time. */
const together = 16;

export const receivePurchases = ({ store, clock }: Deps) =>
  operation(purchaseIntakeContract.receivePurchases, async ({ body }) => {
    const values = readBatch(body);
    const now = clock.now();
    const outcomes: Outcome[] = [];
    const purchases = new Map<string, Sent[]>();
    for (const [index, value] of values.entries()) {
      const checked = checkRecord(value, now.getTime());
      if ('told' in checked) {
        const { told } = checked;
        const { purchaseId } = told;
        purchases.set(purchaseId, [...(purchases.get(purchaseId) ?? []), { index, told }]);
      } else {
        const purchaseId = purchaseIdIn(value);
        outcomes.push({
          index,
          ...(purchaseId === undefined ? {} : { purchaseId }),
          ...{ outcome: 'rejected', ...checked.objection },
        });
      }
    }

    const all = [...purchases.values()];
    const known = await store.load(wantedBy(all.flat()), now);
    const rest = all.values();
    const lane = async () => {
      for (const sent of rest) outcomes.push(...(await takePurchase(store, sent, known, now)));
    };
    await Promise.all(Array.from({ length: together }, lane));
    return { ok: true, value: receipt(outcomes) };
  });

const wantedBy = (sent: readonly Sent[]) => ({
  accountNumbers: [...new Set(sent.map(({ told }) => told.accountNumber))],
  purchaseIds: [...new Set(sent.map(({ told }) => told.purchaseId))],
});

function receipt(outcomes: Outcome[]) {
  const count = (outcome: Outcome['outcome']) =>
    outcomes.filter((one) => one.outcome === outcome).length;
  return {
    records: outcomes.length,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
    rejected: count('rejected'),
    outcomes: outcomes.sort((one, other) => one.index - other.index),
  };
}
