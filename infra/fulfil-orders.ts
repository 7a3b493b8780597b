/** Carries out automatic orders: at once when the relay tells of one, and by the clock what is due. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { fulfilConfig } from '../functions/orders/fulfil/config.ts';
import type { DataStack } from './data-stack.ts';
import { QueueJob } from './queue-job.ts';
import { ScheduledJob } from './scheduled-job.ts';
import type { Stage } from './stages.ts';

/** Periods begin at midnight in the zone of each account: it comes every hour somewhere. */
const hourly = 'cron(5 * * * ? *)';

export function addFulfilOrders(stack: Stack, stage: Stage, { table, alarms }: DataStack) {
  const job = new QueueJob(stack, 'FulfilOrders', {
    stage,
    alarms,
    folder: 'functions/orders/fulfil',
    config: fulfilConfig,
    environment: { TABLE_NAME: table.tableName },
    tableGrant: {
      table,
      actions: ['BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    },
    memory: 512,
    // Some 10,000 orders; what is left is found by the next run.
    timeout: Duration.minutes(5),
    batchSize: 1,
    maxConcurrency: 4,
    maxReceives: 5,
    impact: {
      givenUp: 'Customers do not get the plan they ordered on the day they were promised',
      late: 'Customers wait more than an hour for the plan they ordered',
    },
    lateAfter: Duration.hours(1),
  });
  new ScheduledJob(stack, 'FulfilOrdersHourly', {
    alarms,
    job: 'fulfil-orders',
    expression: hourly,
    timeZone: stage.settings.timeZone,
    queue: job.queue,
    deadLetters: job.deadLetters,
    overdue: {
      impact: 'Nobody has looked for hours which orders are due: customers keep their old plan',
      afterHours: 3,
      runs: job.function.lambda.metricInvocations({ period: Duration.hours(1) }),
    },
  });
  return job;
}
