/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { OperationsOf } from '../../../shared/http/operation.ts';
import type { PlanChangeDeps } from '../../../shared/plans/change-plan.ts';
import { changeTvPlan } from './change-plan.ts';
import type { tvPlanContract } from './contract.ts';
import { listTvUpgrades } from './list-upgrades.ts';

export const tvPlanOperations = (deps: PlanChangeDeps): OperationsOf<typeof tvPlanContract> => ({
  listTvUpgrades: listTvUpgrades(deps),
  changeTvPlan: changeTvPlan(deps),
});
