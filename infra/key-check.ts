/** Looks every day whether the signing keys are young enough, and deployed as they are published. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import {
  checkKeysConfig,
  keyFindings,
  type KeyFinding,
} from '../functions/sessions/check-keys/config.ts';
import type { DataStack } from './data-stack.ts';
import { raiseAlarm, wordsInLog } from './observability.ts';
import { QueueJob } from './queue-job.ts';
import { ScheduledJob } from './scheduled-job.ts';
import { parameterArn, parameterName, verificationKeys } from './stage-parameters.ts';
import type { Stage } from './stages.ts';

/** In the morning of a working day somebody is there; at this time no clock is changed. */
const daily = 'cron(0 9 * * ? *)';

/** Hours that an alarm stays on: longer than until the next check, which finds it again or not. */
const staysOn = 30;

const impact: Record<KeyFinding, string> = {
  'signing-key-old':
    'Every token of customers and operator systems hangs on a signing key that should have been replaced by now',
  'too-many-keys': 'Tokens for any customer are accepted from a signing key that should be retired',
  'verification-keys-not-deployed':
    "The keys of customers' tokens are not deployed as they are published: a new one would lock everybody out, a retired one is still trusted",
};

export function addKeyCheck(stack: Stack, stage: Stage, { alarms }: DataStack) {
  const { timeZone, signingKeyMaxAgeDays } = stage.settings;
  const job = new QueueJob(stack, 'CheckKeys', {
    stage,
    alarms,
    folder: 'functions/sessions/check-keys',
    config: checkKeysConfig,
    environment: {
      VERIFICATION_KEYS_PARAMETER: parameterName(stage, 'verification-keys'),
      VERIFICATION_KEYS: verificationKeys(stack, stage),
      SIGNING_KEY_MAX_AGE: String(signingKeyMaxAgeDays),
    },
    memory: 256,
    timeout: Duration.seconds(10),
    batchSize: 1,
    maxConcurrency: 2,
    maxReceives: 5,
    impact: {
      givenUp: "The keys of customers' tokens could not be checked",
      late: "The check of the keys of customers' tokens waits to be started",
    },
    lateAfter: Duration.hours(1),
  });
  job.function.allow(['ssm:GetParameter'], [parameterArn(stack, stage, 'verification-keys')]);

  new ScheduledJob(stack, 'CheckKeysDaily', {
    alarms,
    job: 'check-keys',
    expression: daily,
    timeZone,
    queue: job.queue,
    deadLetters: job.deadLetters,
    overdue: {
      impact: "Nobody has looked for two days whether the keys of customers' tokens are sound",
      afterHours: 48,
      // By the hour: over more than a day CloudWatch takes no shorter periods.
      runs: job.function.lambda.metricInvocations({ period: Duration.hours(1) }),
    },
  });

  for (const finding of keyFindings) {
    const logged = new MetricFilter(job, `Found-${finding}`, {
      logGroup: job.function.log,
      filterPattern: FilterPattern.literal(wordsInLog('message', finding)),
      metricNamespace: 'Guichet',
      metricName: `${stage.name}-${finding}`,
    });
    raiseAlarm(job, `Alarm-${finding}`, alarms, {
      impact: impact[finding],
      metric: logged.metric({ period: Duration.hours(1), statistic: 'Sum' }),
      atLeast: 1,
      anyOf: staysOn,
    });
  }
  return job;
}
