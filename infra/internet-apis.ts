/** The Internet tab's functions, and those by which the operator's systems send and read usage. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { internetConfig } from '../functions/internet/config.ts';
import { internetContract } from '../functions/internet/contract.ts';
import { planContract } from '../functions/internet/plan/contract.ts';
import { dataAddOnsConfig } from '../functions/internet/data-addons/config.ts';
import { dataAddOnsContract } from '../functions/internet/data-addons/contract.ts';
import { mailboxesConfig } from '../functions/internet/mailboxes/config.ts';
import { mailboxesContract } from '../functions/internet/mailboxes/contract.ts';
import { securityConfig } from '../functions/internet/security/config.ts';
import { securityContract } from '../functions/internet/security/contract.ts';
import { usageFilesConfig } from '../functions/internet/usage-files/config.ts';
import { usageFilesContract } from '../functions/internet/usage-files/contract.ts';
import { retentionConfig } from '../functions/internet/retention/config.ts';
import { retentionContract } from '../functions/internet/retention/contract.ts';
import { usageIntakeConfig } from '../functions/internet/usage-intake/config.ts';
import { usageIntakeContract } from '../functions/internet/usage-intake/contract.ts';
import { usageTotalsConfig } from '../functions/internet/usage-totals/config.ts';
import { usageTotalsContract } from '../functions/internet/usage-totals/contract.ts';
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

export function addInternetApis(stack: Stack, { stage, data, common, http }: Given) {
  const mayDo = (...actions: TableAction[]) => ({ tableGrant: { table: data.table, actions } });
  const sealing = { stage, data, names: ['sealing-keys'] };

  const internet = new FeatureApi(stack, 'Internet', {
    ...common,
    folder: 'functions/internet',
    contract: internetContract,
    config: internetConfig,
    environment: http,
    ...mayDo('BatchGetItem', 'Query'),
    impact: 'Customers cannot see their Internet usage',
  });

  const plan = new FeatureApi(stack, 'InternetPlan', {
    ...common,
    folder: 'functions/internet/plan',
    contract: planContract,
    config: orderingConfig,
    environment: {
      ...http,
      FULFILMENT: stage.settings.orders.fulfilment,
      PRORATION: stage.settings.orders.proration,
    },
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    impact: 'Customers cannot move up to a higher Internet plan',
  });

  const security = new FeatureApi(stack, 'InternetSecurity', {
    ...common,
    folder: 'functions/internet/security',
    contract: securityContract,
    config: securityConfig,
    environment: {
      ...http,
      SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys'),
      DOWNLOADS_URL: stage.settings.internet.downloadsUrl,
    },
    ...mayDo('BatchGetItem', 'Query', 'PutItem'),
    impact: 'Customers cannot download security products, nor subscribe to one or cancel it',
  });
  allowSecrets(stack, security, sealing);

  const mailboxes = new FeatureApi(stack, 'Mailboxes', {
    ...common,
    folder: 'functions/internet/mailboxes',
    contract: mailboxesContract,
    config: mailboxesConfig,
    environment: { ...http, MAILBOX_DOMAINS: stage.settings.internet.mailboxDomains.join(' ') },
    ...mayDo('BatchGetItem', 'Query', 'PutItem', 'UpdateItem'),
    memory: wholeCpu,
    impact: 'Customers cannot see or change their mailboxes',
  });

  const dataAddOns = new FeatureApi(stack, 'DataAddOns', {
    ...common,
    folder: 'functions/internet/data-addons',
    contract: dataAddOnsContract,
    config: dataAddOnsConfig,
    environment: { ...http, NOTICE_AT: stage.settings.usage.noticeAt.join(' ') },
    ...mayDo(
      ...(['GetItem', 'BatchGetItem', 'Query'] as const),
      ...(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const),
    ),
    impact: 'Customers cannot buy data add-ons',
  });

  const usageIntake = new FeatureApi(stack, 'UsageIntake', {
    ...common,
    folder: 'functions/internet/usage-intake',
    contract: usageIntakeContract,
    config: usageIntakeConfig,
    environment: http,
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'),
    memory: wholeCpu,
    timeout: Duration.seconds(29),
    impact: 'The operator cannot send usage: customers will see old figures',
  });

  const usageFiles = new FeatureApi(stack, 'UsageFiles', {
    ...common,
    folder: 'functions/internet/usage-files',
    contract: usageFilesContract,
    config: usageFilesConfig,
    environment: {
      ...http,
      USAGE_BUCKET: data.usageFiles.bucket.bucketName,
      SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys'),
    },
    ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
    // A file of many segments is told of by reading what became of each.
    timeout: Duration.seconds(29),
    impact: 'The operator cannot upload usage files, nor see what became of them',
  });
  // Whoever uploads does so by what this function may.
  data.usageFiles.allow(usageFiles.function, ['s3:PutObject']);
  allowSecrets(stack, usageFiles, sealing);

  const usageTotals = new FeatureApi(stack, 'UsageTotals', {
    ...common,
    folder: 'functions/internet/usage-totals',
    contract: usageTotalsContract,
    config: usageTotalsConfig,
    environment: {
      ...http,
      SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys'),
      CLOSE_AFTER_HOURS: String(stage.settings.usage.closeAfterHours),
    },
    ...mayDo('BatchGetItem', 'Query'),
    impact: 'Billing outside cannot read what customers used',
  });
  allowSecrets(stack, usageTotals, sealing);

  const retention = new FeatureApi(stack, 'Retention', {
    ...common,
    folder: 'functions/internet/retention',
    contract: retentionContract,
    config: retentionConfig,
    environment: http,
    ...mayDo('Query'),
    impact: 'The operator cannot show which usage records of customers were deleted',
  });

  return [
    ...[internet, plan, security, mailboxes, dataAddOns],
    ...[usageIntake, usageFiles, usageTotals, retention],
  ];
}
