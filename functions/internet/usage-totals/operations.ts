/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { usageTotalsContract } from './contract.ts';
import { listUsageTotals, type Deps } from './list-usage-totals.ts';

export const usageTotalsOperations = (deps: Deps): OperationsOf<typeof usageTotalsContract> => ({
  listUsageTotals: listUsageTotals(deps),
});
