/** A job that works off a queue: its own, or one that is there before it. */
import { Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import { addJobQueue, type JobQueue, type JobQueueProps } from './job-queue.ts';

export type QueueJobProps<S extends z.ZodMiniObject> = BundledFunctionProps<S> & {
  batchSize: number;
  maxConcurrency: number;
} & (JobQueueProps | { source: JobQueue });

export class QueueJob<S extends z.ZodMiniObject> extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: DeadLetters;
  readonly function: BundledFunction<S>;

  constructor(scope: Construct, id: string, props: QueueJobProps<S>) {
    super(scope, id);
    const { queue, deadLetters } = 'source' in props ? props.source : addJobQueue(this, props);
    this.queue = queue;
    this.deadLetters = deadLetters;
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
  }
}

/** Lets a function send to a queue, and tells it nothing else about it. */
export function allowSending<S extends z.ZodMiniObject>(from: BundledFunction<S>, to: sqs.IQueue) {
  from.allow(['sqs:SendMessage'], [to.queueArn]);
}
