/** The TV tab's functions, and those by which the operator's systems send what was bought on TV. */
import type { Stack } from 'aws-cdk-lib';
import { tvContract } from '../functions/tv/contract.ts';
import { tvHistoryConfig } from '../functions/tv/history/config.ts';
import { tvHistoryContract } from '../functions/tv/history/contract.ts';
import { tvPlanContract } from '../functions/tv/plan/contract.ts';
import { purchaseIntakeConfig } from '../functions/tv/purchase-intake/config.ts';
import { purchaseIntakeContract } from '../functions/tv/purchase-intake/contract.ts';
import { purchasesConfig } from '../functions/tv/purchases/config.ts';
import { purchasesContract } from '../functions/tv/purchases/contract.ts';
import type { httpConfig } from '../shared/http/config.ts';
import { orderingConfig } from '../shared/ordering/config.ts';
import type { TableAction } from '../shared/table/schema.ts';
import { allowSecrets } from './allow-secrets.ts';
import type { EnvironmentOf } from './bundled-function.ts';
import type { DataStack } from './data-stack.ts';
import { FeatureApi, wholeCpu, type CommonProps } from './feature-api.ts';
import { parameterName } from './stage-parameters.ts';
import type { Stage } from './stages.ts';

type Given = {
  stage: Stage;
  data: DataStack;
  common: CommonProps;
  http: EnvironmentOf<typeof httpConfig>;
};

export function addTvApis(stack: Stack, { stage, data, common, http }: Given) {
  const mayDo = (...actions: TableAction[]) => ({ tableGrant: { table: data.table, actions } });
  const ordering = {
    ...http,
    FULFILMENT: stage.settings.orders.fulfilment,
    PRORATION: stage.settings.orders.proration,
  };

  const tv = new FeatureApi(stack, 'Tv', {
    ...common,
    folder: 'functions/tv',
    contract: tvContract,
    config: orderingConfig,
    environment: ordering,
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'),
    impact: 'Customers cannot see their TV service, nor change channels and packages',
  });

  const plan = new FeatureApi(stack, 'TvPlan', {
    ...common,
    folder: 'functions/tv/plan',
    contract: tvPlanContract,
    config: orderingConfig,
    environment: ordering,
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    impact: 'Customers cannot move up to a higher TV plan',
  });

  const history = new FeatureApi(stack, 'TvHistory', {
    ...common,
    folder: 'functions/tv/history',
    contract: tvHistoryContract,
    config: tvHistoryConfig,
    environment: { ...http, SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys') },
    ...mayDo('GetItem', 'BatchGetItem', 'Query'),
    impact: 'Customers cannot see what their TV service had before',
  });
  allowSecrets(stack, history, { stage, data, names: ['sealing-keys'] });

  const purchases = new FeatureApi(stack, 'TvPurchases', {
    ...common,
    folder: 'functions/tv/purchases',
    contract: purchasesContract,
    config: purchasesConfig,
    environment: http,
    ...mayDo('GetItem', 'BatchGetItem', 'Query'),
    impact: 'Customers cannot see what they bought on TV',
  });

  const purchaseIntake = new FeatureApi(stack, 'TvPurchaseIntake', {
    ...common,
    folder: 'functions/tv/purchase-intake',
    contract: purchaseIntakeContract,
    config: purchaseIntakeConfig,
    environment: http,
    ...mayDo('BatchGetItem', 'PutItem'),
    memory: wholeCpu,
    impact: 'The operator cannot send TV purchases: customers will not see the latest',
  });

  return [tv, plan, history, purchases, purchaseIntake];
}
