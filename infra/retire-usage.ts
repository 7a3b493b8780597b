/** Deletes usage records that are past their time, every night, and wakes somebody for what must stay. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { notFolded, retireConfig } from '../functions/internet/retire-usage/config.ts';
import type { dispatchConfig } from '../functions/internet/aggregate-usage/dispatch/config.ts';
import type { DataStack } from './data-stack.ts';
import { raiseAlarm, wordsInLog } from './observability.ts';
import { QueueJob } from './queue-job.ts';
import { ScheduledJob } from './scheduled-job.ts';
import type { Stage } from './stages.ts';

/** When few records come, and at a time that no change of the clocks leaves out or repeats. */
const nightly = 'cron(40 3 * * ? *)';

/** Hours that an alarm stays on: longer than until the next run, which finds it again or not. */
const staysOn = 30;

/** What the records of each day are deleted by, once a run was dispatched. */
export function addRetireUsage(stack: Stack, stage: Stage, { table, alarms }: DataStack) {
  const { keepFactsDays, keepTracesDays } = stage.settings.usage;
  const maxReceives = 5;
  const job = new QueueJob(stack, 'RetireUsage', {
    stage,
    alarms,
    folder: 'functions/internet/retire-usage',
    config: retireConfig,
    environment: {
      TABLE_NAME: table.tableName,
      KEEP_FACTS_DAYS: String(keepFactsDays),
      KEEP_TRACES_DAYS: String(keepTracesDays),
      MAX_RECEIVES: String(maxReceives),
    },
    tableGrant: {
      table,
      actions: [
        ...(['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'] as const),
        ...(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const),
      ],
    },
    // It unpacks every record to count it: 100 million take a minute or two of a CPU.
    memory: 1769,
    // A month of a shard, after runs that failed; on most nights a day, which takes seconds.
    timeout: Duration.minutes(15),
    batchSize: 1,
    maxConcurrency: 2,
    maxReceives,
    impact: {
      givenUp:
        "Usage records of customers are kept longer than they may be: a shard's were given up",
      late: 'Usage records of customers that are past their time wait a day to be deleted',
    },
    lateAfter: Duration.hours(24),
  });

  const found = new MetricFilter(job, 'FoundNotFolded', {
    logGroup: job.function.log,
    filterPattern: FilterPattern.literal(wordsInLog('message', notFolded)),
    metricNamespace: 'Guichet',
    metricName: `${stage.name}-${notFolded}`,
  });
  raiseAlarm(job, 'NotFolded', alarms, {
    impact:
      "Usage records of months ago are not in customers' totals, and are kept past their time until they are",
    metric: found.metric({ period: Duration.hours(1), statistic: 'Sum' }),
    atLeast: 1,
    anyOf: staysOn,
  });
  return job;
}

/** By the clock, through the dispatcher of all runs. */
export function scheduleRetirement(
  stack: Stack,
  stage: Stage,
  { alarms }: DataStack,
  dispatch: QueueJob<typeof dispatchConfig>,
) {
  const started = new MetricFilter(dispatch, 'RetirementStarted', {
    logGroup: dispatch.function.log,
    filterPattern: FilterPattern.literal(wordsInLog('job', 'retire-usage')),
    metricNamespace: 'Guichet',
    metricName: `${stage.name}-retirement-started`,
  });
  new ScheduledJob(stack, 'RetireUsageNightly', {
    alarms,
    job: 'retire-usage',
    expression: nightly,
    timeZone: stage.settings.timeZone,
    queue: dispatch.queue,
    deadLetters: dispatch.deadLetters,
    overdue: {
      impact: 'Nobody has looked for two days which usage records of customers are past their time',
      afterHours: 48,
      runs: started.metric({ period: Duration.hours(1), statistic: 'Sum' }),
    },
  });
}
