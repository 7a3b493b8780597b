/** A function of ours: its bundle, a role of its own, its log, tracing, and a typed environment. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { TableAction } from '../shared/table/schema.ts';
import { bundleFolder } from './bundle.ts';
import type { Stage } from './stages.ts';

/** A value for every variable that the function's schema reads: one left out does not compile. */
export type EnvironmentOf<S extends z.ZodMiniObject> = Record<keyof z.input<S>, string>;

export type BundledFunctionProps<S extends z.ZodMiniObject> = {
  stage: Stage;
  /** `functions/internet/usage-intake`, where its index.ts is. */
  folder: string;
  config: S;
  environment: EnvironmentOf<S>;
  /** What it may do with the table, and nothing else. */
  tableGrant?: { table: ITableV2; actions: readonly TableAction[] };
  /** MB; the CPU comes with it, a whole one at 1769. */
  memory: number;
  timeout: Duration;
};

export class BundledFunction<S extends z.ZodMiniObject> extends Construct {
  readonly lambda: lambda.Function;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: BundledFunctionProps<S>) {
    super(scope, id);
    // What the function would refuse at its cold start is refused here, before it is deployed.
    z.parse(props.config, props.environment);

    this.log = new LogGroup(this, 'Log', {
      retention: props.stage.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.log.grantWrite(role);
    this.lambda = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundleFolder(props.folder), { exclude: ['*.map'] }),
      environment: props.environment,
      memorySize: props.memory,
      timeout: props.timeout,
      role,
      logGroup: this.log,
      tracing: lambda.Tracing.ACTIVE,
    });
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'For asynchronous calls, and nothing calls it so: requests are answered at once, queues ' +
        'and the stream keep what failed and have dead-letter queues of their own.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray takes traces for the account: its actions know no narrower resource.',
    });
    if (props.tableGrant !== undefined) {
      this.allow(
        props.tableGrant.actions.map((action) => `dynamodb:${action}`),
        [props.tableGrant.table.tableArn],
      );
    }
  }

  allow(actions: string[], resources: string[], conditions?: iam.Conditions) {
    this.lambda.addToRolePolicy(
      new iam.PolicyStatement({
        actions,
        resources,
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }
}
