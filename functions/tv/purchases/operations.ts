/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { purchasesContract } from './contract.ts';
import { listPurchases, type Deps } from './list-purchases.ts';

export const purchasesOperations = (deps: Deps): OperationsOf<typeof purchasesContract> => ({
  listPurchases: listPurchases(deps),
});
