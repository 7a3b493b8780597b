/** Tells holders of TV by mail what changes for them in the catalogs that are announced, once a day. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { dispatchConfig } from '../functions/internet/aggregate-usage/dispatch/config.ts';
import { catalogNoticesConfig } from '../functions/tv/catalog-notices/config.ts';
import type { DataStack } from './data-stack.ts';
import { wordsInLog } from './observability.ts';
import { QueueJob } from './queue-job.ts';
import { ScheduledJob } from './scheduled-job.ts';
import type { Stage } from './stages.ts';

export function addCatalogNotices(stack: Stack, stage: Stage, { table, alarms }: DataStack) {
  const maxReceives = 5;
  return new QueueJob(stack, 'CatalogNotices', {
    stage,
    alarms,
    folder: 'functions/tv/catalog-notices',
    config: catalogNoticesConfig,
    environment: { TABLE_NAME: table.tableName, MAX_RECEIVES: String(maxReceives) },
    tableGrant: { table, actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'] },
    memory: 512,
    // Of a million accounts a part has 62,500: some minutes where all of them are told.
    timeout: Duration.minutes(15),
    batchSize: 1,
    // With the transactions of a worker: below what a table takes that was idle.
    maxConcurrency: 2,
    maxReceives,
    impact: {
      givenUp: 'Some customers are not told in time what changes of the TV they have',
      late: 'Customers wait a day to be told what changes of the TV they have',
    },
    lateAfter: Duration.hours(24),
  });
}

/** By the clock, through the dispatcher of all runs. */
export function scheduleNotices(
  stack: Stack,
  stage: Stage,
  { alarms }: DataStack,
  dispatch: QueueJob<typeof dispatchConfig>,
) {
  const started = new MetricFilter(dispatch, 'NoticesStarted', {
    logGroup: dispatch.function.log,
    filterPattern: FilterPattern.literal(wordsInLog('job', 'catalog-notices')),
    metricNamespace: 'Guichet',
    metricName: `${stage.name}-notices-started`,
  });
  new ScheduledJob(stack, 'CatalogNoticesDaily', {
    alarms,
    job: 'catalog-notices',
    expression: stage.settings.notices.schedule,
    timeZone: stage.settings.timeZone,
    queue: dispatch.queue,
    deadLetters: dispatch.deadLetters,
    overdue: {
      impact: 'Nobody has looked for a day which customers are to be told of changes of their TV',
      // A day has 25 hours when the clocks go back.
      afterHours: 26,
      runs: started.metric({ period: Duration.hours(1), statistic: 'Sum' }),
    },
  });
}
