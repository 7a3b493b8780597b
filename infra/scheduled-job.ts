/** Sends a job's message to its queue by the clock, and notices when nobody picks it up. */
import { Duration, TimeZone } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { raiseAlarm, type AlarmTarget } from './observability.ts';

export type ScheduledJobProps = {
  job: string;
  expression: string;
  timeZone: string;
  queue: IQueue;
  deadLetters: IQueue;
  alarms: AlarmTarget;
  overdue: { impact: string; afterHours: number; runs: IMetric };
};

export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.expression(props.expression, TimeZone.of(props.timeZone)),
      target: new SqsSendMessage(props.queue, {
        input: ScheduleTargetInput.fromObject({
          job: props.job,
          trigger: 'schedule',
          scheduledFor: ContextAttribute.scheduledTime,
        }),
        deadLetterQueue: props.deadLetters,
        retryAttempts: 10,
        maxEventAge: Duration.hours(1),
      }),
    });
    raiseAlarm(this, 'Overdue', props.alarms, {
      impact: props.overdue.impact,
      metric: props.overdue.runs,
      atLeast: 1,
      periods: props.overdue.afterHours,
      whenMissing: true,
    });
  }
}
