/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Clock } from '../../../shared/clock.ts';
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { purchaseIntakeContract } from './contract.ts';
import { receivePurchases } from './receive-purchases.ts';
import type { PurchaseIntakeStore } from './store.ts';

export const purchaseIntakeOperations = (deps: {
  store: PurchaseIntakeStore;
  clock: Clock;
}): OperationsOf<typeof purchaseIntakeContract> => ({
  receivePurchases: receivePurchases(deps),
});
