/** The API: each feature on a function of its own, which may do what is listed here and no more. */
import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { accountConfig } from '../functions/account/config.ts';
import { accountContract } from '../functions/account/contract.ts';
import { activityConfig } from '../functions/activity/config.ts';
import { activityContract } from '../functions/activity/contract.ts';
import { delegatesConfig } from '../functions/delegates/config.ts';
import { delegatesContract } from '../functions/delegates/contract.ts';
import { clientsConfig } from '../functions/operator/clients/config.ts';
import { operatorClientsContract } from '../functions/operator/clients/contract.ts';
import { operatorConfig } from '../functions/operator/config.ts';
import { operatorContract } from '../functions/operator/contract.ts';
import { ordersConfig } from '../functions/orders/config.ts';
import { ordersContract } from '../functions/orders/contract.ts';
import { profileConfig } from '../functions/profile/config.ts';
import { profileContract } from '../functions/profile/contract.ts';
import { passkeysConfig } from '../functions/passkeys/config.ts';
import { passkeysContract } from '../functions/passkeys/contract.ts';
import { privacyConfig } from '../functions/privacy/config.ts';
import { privacyContract } from '../functions/privacy/contract.ts';
import { referenceConfig } from '../functions/reference/config.ts';
import { referenceContract } from '../functions/reference/contract.ts';
import { registrationConfig } from '../functions/registration/config.ts';
import { registrationContract } from '../functions/registration/contract.ts';
import { sessionsConfig } from '../functions/sessions/config.ts';
import { sessionsContract } from '../functions/sessions/contract.ts';
import type { httpConfig } from '../shared/http/config.ts';
import type { TableAction } from '../shared/table/schema.ts';
import type { EnvironmentOf } from './bundled-function.ts';
import { allowSecrets } from './allow-secrets.ts';
import type { DataStack } from './data-stack.ts';
import { FeatureApi, wholeCpu } from './feature-api.ts';
import { addApi, addStage } from './gateway.ts';
import { addInternetApis } from './internet-apis.ts';
import type { JobsStack } from './jobs-stack.ts';
import { graphs } from './observability.ts';
import { allowSending } from './queue-job.ts';
import { parameterName, verificationKeys } from './stage-parameters.ts';
import type { Stage } from './stages.ts';
import { addTvApis } from './tv-apis.ts';

export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, data: DataStack, jobs: JobsStack) {
    super(scope, id, { terminationProtection: true });
    const api = addApi(this, stage);
    const http: EnvironmentOf<typeof httpConfig> = {
      TABLE_NAME: data.table.tableName,
      ISSUER: `guichet-${stage.name}`,
      VERIFICATION_KEYS: verificationKeys(this, stage),
      VALIDATE_ANSWERS: '0',
    };
    const common = {
      stage,
      api,
      alarms: data.alarms,
      rollout: this.addRollout(),
      // More than half a CPU: a request computes for milliseconds, a cold start for tenths of seconds.
      memory: 1024,
      timeout: Duration.seconds(10),
    };
    const mayDo = (...actions: TableAction[]) => ({ tableGrant: { table: data.table, actions } });

    const registration = new FeatureApi(this, 'Registration', {
      ...common,
      folder: 'functions/registration',
      contract: registrationContract,
      config: registrationConfig,
      environment: { ...http, REGISTRATION_PROOF: stage.settings.registrationProof },
      ...mayDo('GetItem', 'Query', 'UpdateItem', 'PutItem', 'ConditionCheckItem'),
      memory: wholeCpu,
      impact: 'New customers cannot complete their registration',
    });

    const sessions = new FeatureApi(this, 'Sessions', {
      ...common,
      folder: 'functions/sessions',
      contract: sessionsContract,
      config: sessionsConfig,
      environment: {
        ...http,
        SIGNING_KEY_PARAMETER: parameterName(stage, 'signing-key'),
        OPERATOR_CLIENTS_PARAMETER: parameterName(stage, 'operator-clients'),
        SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys'),
        SESSION_IDLE: inSeconds(stage.settings.session.idleDays),
        SESSION_ABSOLUTE: inSeconds(stage.settings.session.absoluteDays),
        PORTAL_ORIGINS: stage.settings.corsOrigins.join(' '),
      },
      ...mayDo('GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'PutItem', 'DeleteItem'),
      memory: wholeCpu,
      impact: 'Nobody can sign in, neither customers nor operator systems',
    });
    allowSecrets(this, sessions, {
      stage,
      data,
      names: ['signing-key', 'operator-clients', 'sealing-keys'],
    });

    const profile = new FeatureApi(this, 'Profile', {
      ...common,
      folder: 'functions/profile',
      contract: profileContract,
      config: profileConfig,
      environment: { ...http, SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys') },
      ...mayDo('GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'PutItem', 'DeleteItem'),
      memory: wholeCpu,
      impact: 'Customers cannot change their password or email address, nor reset a lost password',
    });
    allowSecrets(this, profile, { stage, data, names: ['sealing-keys'] });
    const passkeys = new FeatureApi(this, 'Passkeys', {
      ...common,
      folder: 'functions/passkeys',
      contract: passkeysContract,
      config: passkeysConfig,
      environment: {
        ...http,
        RP_ID: stage.settings.passkeys.rpId,
        PORTAL_ORIGINS: stage.settings.corsOrigins.join(' '),
      },
      ...mayDo('BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
      impact: 'Customers cannot sign in with their passkeys, nor add or remove one',
    });

    const account = new FeatureApi(this, 'Account', {
      ...common,
      folder: 'functions/account',
      contract: accountContract,
      config: accountConfig,
      environment: http,
      ...mayDo('GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'PutItem'),
      impact: 'Customers cannot see their account and services',
    });

    const delegates = new FeatureApi(this, 'Delegates', {
      ...common,
      folder: 'functions/delegates',
      contract: delegatesContract,
      config: delegatesConfig,
      environment: http,
      ...mayDo(
        ...(['GetItem', 'BatchGetItem', 'Query'] as const),
        ...(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const),
      ),
      impact: 'Customers cannot let delegates in, nor take them off their account',
    });

    const activity = new FeatureApi(this, 'Activity', {
      ...common,
      folder: 'functions/activity',
      contract: activityContract,
      config: activityConfig,
      environment: { ...http, SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys') },
      ...mayDo('BatchGetItem', 'Query'),
      impact: 'Customers and support cannot see what was done on an account',
    });
    allowSecrets(this, activity, { stage, data, names: ['sealing-keys'] });

    const orders = new FeatureApi(this, 'Orders', {
      ...common,
      folder: 'functions/orders',
      contract: ordersContract,
      config: ordersConfig,
      environment: { ...http, SEALING_KEYS_PARAMETER: parameterName(stage, 'sealing-keys') },
      ...mayDo('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
      impact: 'Customers cannot see or take back orders, and the operator cannot tell of them',
    });
    allowSecrets(this, orders, { stage, data, names: ['sealing-keys'] });

    const operator = new FeatureApi(this, 'Operator', {
      ...common,
      folder: 'functions/operator',
      contract: operatorContract,
      config: operatorConfig,
      environment: {
        ...http,
        RUNS_QUEUE_URL: jobs.runsQueue.queueUrl,
        USAGE_SHARDS: String(stage.settings.usage.shards),
        NOTICE_DAYS: String(stage.settings.notices.days),
      },
      ...mayDo(
        ...(['GetItem', 'BatchGetItem', 'Query'] as const),
        ...(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const),
      ),
      impact: 'New subscriptions and plan changes of the operator do not arrive',
    });
    allowSending(operator.function, jobs.runsQueue);

    const operatorClients = new FeatureApi(this, 'OperatorClients', {
      ...common,
      folder: 'functions/operator/clients',
      contract: operatorClientsContract,
      config: clientsConfig,
      environment: http,
      ...mayDo('GetItem', 'Query', 'PutItem'),
      impact: 'The operator cannot create or revoke the clients of its systems',
    });

    const privacy = new FeatureApi(this, 'Privacy', {
      ...common,
      folder: 'functions/privacy',
      contract: privacyContract,
      config: privacyConfig,
      environment: http,
      ...mayDo(
        ...(['GetItem', 'BatchGetItem', 'Query'] as const),
        ...(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const),
      ),
      // Erasing reads and deletes everything of a person.
      timeout: Duration.seconds(29),
      impact: 'Customers cannot get a copy of their data or have it erased, as the law lets them',
    });

    const reference = new FeatureApi(this, 'Reference', {
      ...common,
      folder: 'functions/reference',
      contract: referenceContract,
      config: referenceConfig,
      environment: { VALIDATE_ANSWERS: '0' },
      impact: 'Developers of portals cannot read the API reference; monitors see the API as down',
    });

    const features = [
      ...[registration, sessions, profile, passkeys, account, delegates, activity, privacy],
      ...addInternetApis(this, { stage, data, common, http }),
      ...addTvApis(this, { stage, data, common, http }),
      ...[orders, operator, operatorClients, reference],
    ];
    const defaultStage = addStage(this, stage, api, features);
    const { apiDomain } = stage.settings;
    new CfnOutput(this, 'Url', { value: apiDomain ? `https://${apiDomain}/` : defaultStage.url });
    this.addDashboard(
      stage,
      defaultStage,
      features.map((feature) => feature.function.lambda),
    );
  }

  /** One deployment application and role for all functions, rather than a pair for each. */
  private addRollout() {
    const role = new iam.Role(this, 'RolloutRole', {
      assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com'),
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'What CodeDeploy needs to shift traffic is for AWS to say; only CodeDeploy holds it.',
    });
    return { role, application: new LambdaApplication(this, 'RolloutApplication') };
  }

  private addDashboard(stage: Stage, api: HttpStage, functions: readonly IFunction[]) {
    const most = { statistic: 'p99' };
    new Dashboard(this, 'Dashboard', {
      dashboardName: `guichet-${stage.name}-api`,
      widgets: [
        graphs([
          ['Requests', api.metricCount({ statistic: 'Sum' })],
          ['Refused', api.metricClientError({ statistic: 'Sum' })],
          ['Failed', api.metricServerError({ statistic: 'Sum' })],
          ['Latency', api.metricLatency(most), api.metricLatency({ statistic: 'p50' })],
        ]),
        graphs([
          ['Time taken', ...functions.map((one) => one.metricDuration(most))],
          ['Crashes and timeouts', ...functions.map((one) => one.metricErrors())],
          ['Throttled', ...functions.map((one) => one.metricThrottles())],
        ]),
      ],
    });
  }
}

const inSeconds = (days: number) => String(days * 86_400);
