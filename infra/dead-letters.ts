/** Where work ends up that was given up. It always wakes somebody, and says who is hurt. */
import { Duration, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { raiseAlarm, type AlarmTarget } from './observability.ts';

export class DeadLetters extends sqs.Queue {
  constructor(scope: Construct, id: string, alarms: AlarmTarget, impact: string) {
    super(scope, id, {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this).acknowledge(
      ...['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'].map((id) => ({
        id,
        reason: 'It is a dead-letter queue itself: somebody looks into it and sends on by hand.',
      })),
    );
    raiseAlarm(this, 'Alarm', alarms, {
      impact,
      metric: this.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      atLeast: 1,
    });
  }
}
