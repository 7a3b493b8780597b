/** A job that works off a queue: queue, dead letters, function, and the alarms of both. */
import { Duration, Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import { DeadLetters } from './dead-letters.ts';
import { raiseAlarm, type AlarmTarget } from './observability.ts';

export type QueueJobProps<S extends z.ZodMiniObject> = BundledFunctionProps<S> & {
  alarms: AlarmTarget;
  /** Who is hurt when a message was given up, and when messages wait too long. */
  impact: { givenUp: string; late: string };
  lateAfter: Duration;
  batchSize: number;
  maxConcurrency: number;
  /** Deliveries before a message is given up. */
  maxReceives: number;
};

export class QueueJob<S extends z.ZodMiniObject> extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: DeadLetters;
  readonly function: BundledFunction<S>;

  constructor(scope: Construct, id: string, props: QueueJobProps<S>) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', props.alarms, props.impact.givenUp);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's time, as Lambda asks for: its own retries must fit in.
      visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds()),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    });
    this.function = new BundledFunction(this, 'Job', props);
    this.function.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxConcurrency: props.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue has no failure destination: its redrive policy names the dead letters.',
    });
    raiseAlarm(this, 'Late', props.alarms, {
      impact: props.impact.late,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      atLeast: props.lateAfter.toSeconds(),
    });
  }
}

/** Lets a function send to a queue, and tells it nothing else about it. */
export function allowSending<S extends z.ZodMiniObject>(from: BundledFunction<S>, to: sqs.IQueue) {
  from.allow(['sqs:SendMessage'], [to.queueArn]);
}
