/**
 * Where usage files are dropped, and the queue that is told of each. Both are of the stack that is
 * deployed first: S3 refuses a bucket whose notifications it cannot deliver yet.
 */
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { usageFolder } from '../functions/internet/usage-files/config.ts';
import type { BundledFunction } from './bundled-function.ts';
import { addJobQueue, type JobQueue } from './job-queue.ts';
import type { AlarmTarget } from './observability.ts';
import type { Stage } from './stages.ts';

export class UsageBucket extends Construct {
  readonly bucket: s3.Bucket;
  readonly arrivals: JobQueue;
  /** Of the objects that are usage. */
  private readonly objects: string;

  constructor(scope: Construct, id: string, stage: Stage, alarms: AlarmTarget) {
    super(scope, id);
    const { keepDays, keepReplacedDays, depositors } = stage.settings.usage.files;
    this.arrivals = addJobQueue(this, {
      alarms,
      // Room for the segment that is under way when the time is nearly up.
      timeout: Duration.minutes(3),
      maxReceives: 5,
      impact: {
        givenUp:
          "A usage file of the operator was not read: its usage is missing from customers' totals",
        late: 'Usage files of the operator wait for more than an hour: customers see older usage',
      },
      lateAfter: Duration.hours(1),
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // What is being read is not replaced under the reader.
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'read-files',
          prefix: usageFolder,
          expiration: Duration.days(keepDays),
          noncurrentVersionExpiration: Duration.days(keepReplacedDays),
        },
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
        { id: 'markers-of-what-is-gone', expiredObjectDeleteMarker: true },
      ],
    });
    this.objects = this.bucket.arnForObjects(`${usageFolder}*`);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Each file that comes in leaves a report of its own; who put it there is in CloudTrail. ' +
        'Access logs would be one more bucket to keep, with the same to say.',
    });
    this.notify();
    this.letIn(depositors);
  }

  allow<S extends z.ZodMiniObject>(to: BundledFunction<S>, actions: string[]) {
    to.allow(actions, [this.objects]);
    const stack = Stack.of(this);
    const arn = stack.resolve(stack.exportValue(this.bucket.bucketArn)) as Record<string, string>;
    Validations.of(to).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${arn['Fn::ImportValue'] ?? ''}/${usageFolder}*]`,
      reason: 'Whoever drops files there names them.',
    });
  }

  /**
   * On the bucket itself: the library would write them by a function of its own, which may change any
   * bucket of the account.
   */
  private notify() {
    const { account, partition, stackName } = Stack.of(this);
    const { queue } = this.arrivals;
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          // How CloudFormation begins its name: the bucket itself can be named only after this.
          ArnLike: { 'aws:SourceArn': `arn:${partition}:s3:::${stackName}-*` },
        },
      }),
    );
    const bucket = this.bucket.node.defaultChild as s3.CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          filter: { s3Key: { rules: [{ name: 'prefix', value: usageFolder }] } },
          queue: queue.queueArn,
        },
      ],
    };
    // The queue with its policy.
    this.bucket.node.addDependency(queue);
  }

  /** The operator's own systems, of whatever account; they see nothing of what is there. */
  private letIn(depositors: readonly string[]) {
    if (depositors.length === 0) return;
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: depositors.map((arn) => new iam.ArnPrincipal(arn)),
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: [this.objects],
      }),
    );
  }
}
