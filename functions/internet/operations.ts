/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { internetContract } from './contract.ts';
import { getInternet } from './get-internet.ts';
import { getUsage } from './get-usage.ts';
import { listUsagePeriods } from './list-usage-periods.ts';
import type { Deps } from './load-page.ts';

export const internetOperations = (deps: Deps): OperationsOf<typeof internetContract> => ({
  getInternet: getInternet(deps),
  getUsage: getUsage(deps),
  listUsagePeriods: listUsagePeriods(deps),
});
