/** One feature of the API: its function, the routes of its contract, its grants, its alarm. */
import { Duration, Validations } from 'aws-cdk-lib';
import { HttpRoute, HttpRouteKey, type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Alias, type IFunction, type IVersion } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { Contract, Route } from '../shared/http/contract.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import { overFiveMinutes, raiseAlarm, wordsInLog, type AlarmTarget } from './observability.ts';

export type FeatureApiProps<S extends z.ZodMiniObject> = BundledFunctionProps<S> & {
  api: HttpApi;
  contract: Contract;
  alarms: AlarmTarget;
  /** Who is hurt when it fails. */
  impact: string;
  rollout: { application: LambdaApplication; role: IRole };
};

/** What all features have alike; memory and time may be others. */
export type CommonProps = Pick<
  FeatureApiProps<z.ZodMiniObject>,
  'stage' | 'api' | 'alarms' | 'rollout' | 'memory' | 'timeout'
>;

/** MB. Hashing a password and parsing a batch are work for a whole CPU. */
export const wholeCpu = 1769;

export class FeatureApi<S extends z.ZodMiniObject> extends Construct {
  readonly function: BundledFunction<S>;
  readonly contract: Contract;
  readonly routes: readonly HttpRoute[];

  constructor(scope: Construct, id: string, props: FeatureApiProps<S>) {
    super(scope, id);
    this.contract = props.contract;
    this.function = new BundledFunction(this, 'Api', props);
    const { lambda } = this.function;
    const live = new Alias(this, 'Live', {
      aliasName: 'live',
      version: lambda.currentVersion as IVersion,
    });

    // One permission for the whole API: one for each route would fill the function's policy.
    const integration = new HttpLambdaIntegration('Integration', live as IFunction, {
      scopePermissionToRoute: false,
    });
    this.routes = Object.entries(props.contract).map(([name, { method, path, audience }]) => {
      const route = new HttpRoute(this, name, {
        httpApi: props.api,
        routeKey: HttpRouteKey.with(path, HttpMethod[method]),
        integration,
      });
      Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyOpen(audience) });
      return route;
    });

    const alarm = raiseAlarm(this, 'Faults', props.alarms, {
      impact: props.impact,
      metric: this.faults(`${props.stage.name}-${id}`),
      atLeast: 3,
    });
    new LambdaDeploymentGroup(this, 'Rollout', {
      ...props.rollout,
      alias: live,
      alarms: [alarm],
      deploymentConfig:
        props.stage.settings.rollout === 'gradual'
          ? LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE
          : LambdaDeploymentConfig.ALL_AT_ONCE,
    });
  }

  /** Answers 500 are no errors to Lambda: those are counted in the log, crashes and timeouts by it. */
  private faults(metricName: string) {
    const logged = new MetricFilter(this, 'LoggedFaults', {
      logGroup: this.function.log,
      filterPattern: FilterPattern.literal(faultInLog),
      metricNamespace: 'Guichet',
      metricName,
    });
    return new MathExpression({
      expression: 'FILL(logged, 0) + FILL(crashed, 0)',
      label: 'faults',
      period: Duration.minutes(5),
      usingMetrics: {
        logged: logged.metric(overFiveMinutes),
        crashed: this.function.lambda.metricErrors(overFiveMinutes),
      },
    });
  }
}

const whyOpen = (audience: Route['audience']) =>
  audience === 'public'
    ? 'Whoever calls this has no token yet, or needs none: public by its contract.'
    : 'The function verifies the token itself, with keys it holds, for the audience its contract ' +
      'names. An authorizer would add a call to every request.';

/** What `log.error` writes. */
export const faultInLog = wordsInLog('level', 'error');
