/** What runs without a caller: usage and keys by the clock, mail by what was stored. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { dispatchConfig } from '../functions/internet/aggregate-usage/dispatch/config.ts';
import { foldConfig } from '../functions/internet/aggregate-usage/fold/config.ts';
import { relayOutboxConfig } from '../functions/notifications/relay-outbox/config.ts';
import { buildExportConfig } from '../functions/privacy/build-export/config.ts';
import { exportPrefix, outboxPrefix, submittedOrders } from '../shared/table/schema.ts';
import type { DataStack } from './data-stack.ts';
import { addCatalogNotices, scheduleNotices } from './catalog-notices.ts';
import { addFulfilOrders } from './fulfil-orders.ts';
import { addRetireUsage, scheduleRetirement } from './retire-usage.ts';
import { addKeyCheck } from './key-check.ts';
import { graphs, raiseAlarm } from './observability.ts';
import { allowSending, QueueJob } from './queue-job.ts';
import { addSendMail } from './send-mail.ts';
import { ScheduledJob } from './scheduled-job.ts';
import type { Stage } from './stages.ts';
import { StreamJob } from './stream-job.ts';
import { addTakeFiles } from './take-files.ts';

export class JobsStack extends Stack {
  /** Takes orders to run a job; the schedule and the operator's systems send them. */
  readonly runsQueue: IQueue;

  constructor(scope: Construct, id: string, stage: Stage, data: DataStack) {
    super(scope, id, { terminationProtection: true });
    const fold = this.addFold(stage, data);
    const retire = addRetireUsage(this, stage, data);
    const notices = addCatalogNotices(this, stage, data);
    const dispatch = this.addDispatch(stage, data, {
      ...{ fold: fold.queue, retire: retire.queue, notices: notices.queue },
    });
    scheduleRetirement(this, stage, data, dispatch);
    scheduleNotices(this, stage, data, dispatch);
    this.runsQueue = dispatch.queue;
    const files = addTakeFiles(this, stage, data);
    const mail = addSendMail(this, stage, data);
    const orders = addFulfilOrders(this, stage, data);
    const relay = this.addRelay(stage, data, {
      ...{ mail: mail.single.queue, bulk: mail.bulk.queue, fulfil: orders.queue },
    });
    const keyCheck = addKeyCheck(this, stage, data);
    const exports = this.addBuildExport(stage, data);
    this.watchReputation(data);

    const waiting = (queue: IQueue) =>
      queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `guichet-${stage.name}-jobs`,
      widgets: [
        graphs([
          ['Aggregation: waiting', waiting(dispatch.queue), waiting(fold.queue)],
          ['Aggregation: time taken', fold.function.lambda.metricDuration()],
          ['Usage files: waiting', waiting(files.queue)],
          ['Mail: waiting', waiting(mail.single.queue), waiting(mail.bulk.queue)],
          ['Orders: waiting', waiting(orders.queue)],
          [
            'Given up',
            ...[fold, dispatch, retire, notices, files, mail.single, mail.bulk].map(
              ({ deadLetters }) => waiting(deadLetters),
            ),
            ...[orders, relay, exports, keyCheck].map(({ deadLetters }) => waiting(deadLetters)),
          ],
        ]),
      ],
    });
  }

  /** A whole CPU, since a fold computes and hardly waits; the largest shard-day takes seconds. */
  private addFold(stage: Stage, { table, alarms }: DataStack) {
    const maxReceives = 5;
    return new QueueJob(this, 'FoldUsage', {
      stage,
      alarms,
      folder: 'functions/internet/aggregate-usage/fold',
      config: foldConfig,
      environment: {
        TABLE_NAME: table.tableName,
        MAX_RECEIVES: String(maxReceives),
        CLOSE_AFTER_HOURS: String(stage.settings.usage.closeAfterHours),
        REQUESTS_PER_SECOND: String(
          Math.max(
            1,
            Math.floor(
              stage.settings.usage.tableRequestsPerSecond / stage.settings.usage.foldConcurrency,
            ),
          ),
        ),
        NOTICE_AT: stage.settings.usage.noticeAt.join(' '),
      },
      tableGrant: {
        table,
        actions: [
          ...(['GetItem', 'BatchGetItem', 'Query'] as const),
          ...(['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const),
        ],
      },
      memory: 1769,
      timeout: Duration.seconds(60),
      batchSize: 1,
      maxConcurrency: stage.settings.usage.foldConcurrency,
      maxReceives,
      impact: {
        givenUp: "Some customers' Internet usage of a day is missing from their totals",
        late: 'Customers see Internet usage that is more than an hour behind the last run',
      },
      lateAfter: Duration.hours(1),
    });
  }

  /** Releases waiting records, reads pending marks and what is due to go, sends messages: it mostly waits. */
  private addDispatch(
    stage: Stage,
    { table, alarms }: DataStack,
    queues: { fold: IQueue; retire: IQueue; notices: IQueue },
  ) {
    const job = new QueueJob(this, 'DispatchRuns', {
      stage,
      alarms,
      folder: 'functions/internet/aggregate-usage/dispatch',
      config: dispatchConfig,
      environment: {
        TABLE_NAME: table.tableName,
        FOLD_QUEUE_URL: queues.fold.queueUrl,
        RETIRE_QUEUE_URL: queues.retire.queueUrl,
        NOTICES_QUEUE_URL: queues.notices.queueUrl,
        KEEP_FACTS_DAYS: String(stage.settings.usage.keepFactsDays),
      },
      tableGrant: {
        table,
        actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      },
      memory: 512,
      timeout: Duration.seconds(60),
      batchSize: 1,
      maxConcurrency: 2,
      maxReceives: 5,
      impact: {
        givenUp:
          'A run did not happen: customers see older usage, records past their time stay, or holders of TV are not told of changes',
        late: 'Aggregation runs wait to be started: customers see older usage',
      },
      lateAfter: Duration.minutes(30),
    });
    allowSending(job.function, queues.fold);
    allowSending(job.function, queues.retire);
    allowSending(job.function, queues.notices);
    new ScheduledJob(this, 'AggregateUsage', {
      alarms,
      job: 'aggregate-usage',
      expression: stage.settings.usage.schedule,
      timeZone: stage.settings.timeZone,
      queue: job.queue,
      deadLetters: job.deadLetters,
      overdue: {
        impact: 'No aggregation has run for hours: no customer sees new Internet usage',
        afterHours: stage.settings.usage.overdueAfterHours,
        runs: job.function.lambda.metricInvocations({ period: Duration.hours(1) }),
      },
    });
    return job;
  }

  private addRelay(
    stage: Stage,
    { table, alarms }: DataStack,
    queues: { mail: IQueue; bulk: IQueue; fulfil: IQueue },
  ) {
    const job = new StreamJob(this, 'RelayOutbox', {
      stage,
      alarms,
      folder: 'functions/notifications/relay-outbox',
      config: relayOutboxConfig,
      environment: {
        MAIL_QUEUE_URL: queues.mail.queueUrl,
        BULK_MAIL_QUEUE_URL: queues.bulk.queueUrl,
        FULFIL_QUEUE_URL: queues.fulfil.queueUrl,
      },
      source: table,
      follows: [
        { key: 'partition', prefix: outboxPrefix },
        { key: 'partition', prefix: submittedOrders },
      ],
      batchSize: 25,
      memory: 512,
      timeout: Duration.seconds(30),
      impact: {
        givenUp:
          'Mails that customers were promised were never handed to the sender, and orders wait for the hourly run',
        late: 'Mails leave and orders are done more than ten minutes after what they follow from',
      },
      lateAfter: Duration.minutes(10),
    });
    allowSending(job.function, queues.mail);
    allowSending(job.function, queues.bulk);
    allowSending(job.function, queues.fulfil);
    return job;
  }

  /**
   * Reads everything of a person, and of accounts they hold. The stream has two readers with it and
   * the relay, which is as many as a shard serves without throttling while the table is in one Region:
   * a third, or a replica, needs one function that hands on to both.
   */
  private addBuildExport(stage: Stage, { table, alarms }: DataStack) {
    return new StreamJob(this, 'BuildExport', {
      stage,
      alarms,
      folder: 'functions/privacy/build-export',
      config: buildExportConfig,
      environment: { TABLE_NAME: table.tableName },
      tableGrant: { table, actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem'] },
      source: table,
      follows: [{ key: 'sort', prefix: exportPrefix }],
      batchSize: 5,
      memory: 1769,
      timeout: Duration.minutes(2),
      impact: {
        givenUp: 'Customers do not get the copy of their data that the law gives them 30 days for',
        late: 'Customers wait more than an hour for the copy of their data that they asked for',
      },
      lateAfter: Duration.hours(1),
    });
  }

  /** AWS reviews a sender at 5 % bounces or 0.1 % complaints, and then may stop all mail. */
  private watchReputation({ alarms, mail }: DataStack) {
    const rate = (metricName: string) =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        dimensionsMap: { 'ses:configuration-set': mail.configurationSet.configurationSetName },
        period: Duration.hours(1),
      });
    raiseAlarm(this, 'Bounces', alarms, {
      impact: 'So many mails bounce that AWS may stop all mail to customers',
      metric: rate('Reputation.BounceRate'),
      atLeast: 0.04,
    });
    raiseAlarm(this, 'Complaints', alarms, {
      impact: 'So many customers call our mail spam that AWS may stop all of it',
      metric: rate('Reputation.ComplaintRate'),
      atLeast: 0.0008,
    });
  }
}
