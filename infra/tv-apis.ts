/** The TV tab's functions. */
import type { Stack } from 'aws-cdk-lib';
import { tvPlanContract } from '../functions/tv/plan/contract.ts';
import type { httpConfig } from '../shared/http/config.ts';
import { planConfig } from '../shared/plans/config.ts';
import type { TableAction } from '../shared/table/schema.ts';
import type { EnvironmentOf } from './bundled-function.ts';
import type { DataStack } from './data-stack.ts';
import { FeatureApi, type CommonProps } from './feature-api.ts';
import type { Stage } from './stages.ts';

type Given = {
  stage: Stage;
  data: DataStack;
  common: CommonProps;
  http: EnvironmentOf<typeof httpConfig>;
};

export function addTvApis(stack: Stack, { stage, data, common, http }: Given) {
  const mayDo = (...actions: TableAction[]) => ({ tableGrant: { table: data.table, actions } });

  const plan = new FeatureApi(stack, 'TvPlan', {
    ...common,
    folder: 'functions/tv/plan',
    contract: tvPlanContract,
    config: planConfig,
    environment: {
      ...http,
      FULFILMENT: stage.settings.orders.fulfilment,
      PRORATION: stage.settings.orders.proration,
    },
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    impact: 'Customers cannot move up to a higher TV plan',
  });

  return [plan];
}
