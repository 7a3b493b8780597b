/** The queue of a job, with what it gives up into, and the alarms of both. */
import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DeadLetters } from './dead-letters.ts';
import { raiseAlarm, type AlarmTarget } from './observability.ts';

export type JobQueueProps = {
  alarms: AlarmTarget;
  /** Who is hurt when a message was given up, and when messages wait too long. */
  impact: { givenUp: string; late: string };
  lateAfter: Duration;
  /** Of the function that works it off. */
  timeout: Duration;
  /** Deliveries before a message is given up. */
  maxReceives: number;
};

export type JobQueue = Pick<JobQueueProps, 'timeout' | 'maxReceives'> & {
  queue: sqs.Queue;
  deadLetters: DeadLetters;
};

export function addJobQueue(scope: Construct, props: JobQueueProps): JobQueue {
  const { alarms, impact, lateAfter, timeout, maxReceives } = props;
  const deadLetters = new DeadLetters(scope, 'DeadLetters', alarms, impact.givenUp);
  const queue = new sqs.Queue(scope, 'Queue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // Six times the function's time, as Lambda asks for: its own retries must fit in.
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives },
  });
  raiseAlarm(scope, 'Late', alarms, {
    impact: impact.late,
    metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
    atLeast: lateAfter.toSeconds(),
  });
  return { queue, deadLetters, timeout, maxReceives };
}
