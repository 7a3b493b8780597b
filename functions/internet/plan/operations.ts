/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { PlanChangeDeps } from '../../../shared/plans/change-plan.ts';
import { changePlan } from './change-plan.ts';
import type { planContract } from './contract.ts';
import { listUpgrades } from './list-upgrades.ts';

export const planOperations = (deps: PlanChangeDeps): OperationsOf<typeof planContract> => ({
  listUpgrades: listUpgrades(deps),
  changePlan: changePlan(deps),
});
