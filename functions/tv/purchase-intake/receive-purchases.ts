import type { Clock } from '../../../shared/clock.ts';
import { operation } from '../../../shared/http/operation.ts';
import { checkRecord, purchaseIdIn } from './check-record.ts';
import { purchaseIntakeContract, type Outcome } from './contract.ts';
import { readBatch } from './read-batch.ts';
import type { PurchaseIntakeStore } from './store.ts';
import { takePurchase, type Sent } from './take-purchase.ts';

type Deps = { store: PurchaseIntakeStore; clock: Clock };

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
    await inLanes(all, async (sent) => {
      outcomes.push(...(await takePurchase(store, sent, known, now)));
    });
    return { ok: true, value: receipt(outcomes) };
  });

/** Purchases that are written at a time. */
const together = 16;

/**
 * After a fault nothing is begun anymore, and what was begun is waited for: a function that has
 * answered may be stopped in the middle of it.
 */
async function inLanes<T>(all: readonly T[], act: (one: T) => Promise<void>) {
  const rest = [...all];
  const lane = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) {
      try {
        await act(one);
      } catch (fault) {
        rest.length = 0;
        throw fault;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: together }, lane));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

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
