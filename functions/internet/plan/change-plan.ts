import { operation } from '../../../shared/http/operation.ts';
import { changePlan as moveUp, type PlanChangeDeps } from '../../../shared/plans/change-plan.ts';
import { onlyThePlan } from '../../../shared/plans/upgrades.ts';
import { planContract } from './contract.ts';

const internet = { type: 'internet', decide: onlyThePlan } as const;

export const changePlan = (deps: PlanChangeDeps) =>
  operation(planContract.changePlan, (input) => moveUp(deps, internet, input));
