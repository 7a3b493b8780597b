import { operation } from '../../../shared/http/operation.ts';
import { changePlan as moveUp, type PlanChangeDeps } from '../../../shared/plans/change-plan.ts';
import { planContract } from './contract.ts';

export const changePlan = (deps: PlanChangeDeps) =>
  operation(planContract.changePlan, (input) => moveUp(deps, 'internet', input));
