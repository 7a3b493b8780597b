/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { tvHistoryContract } from './contract.ts';
import { listTvHistory, type Deps } from './list-history.ts';

export const tvHistoryOperations = (deps: Deps): OperationsOf<typeof tvHistoryContract> => ({
  listTvHistory: listTvHistory(deps),
});
