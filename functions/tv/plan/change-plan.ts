import { operation } from '../../../shared/http/operation.ts';
import { changePlan, type PlanChangeDeps } from '../../../shared/plans/change-plan.ts';
import { tvPlanContract } from './contract.ts';
import { decideMove } from './move.ts';

const tv = { type: 'tv', decide: decideMove } as const;

export const changeTvPlan = (deps: PlanChangeDeps) =>
  operation(tvPlanContract.changeTvPlan, (input) => changePlan(deps, tv, input));
