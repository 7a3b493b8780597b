/**
 * The sender of mails, twice: for what somebody waits for, and for what goes to very many at once.
 * Each has a queue of its own, so that a million notices hold up no registration link.
 */
import { Duration, type Stack } from 'aws-cdk-lib';
import { sendMailConfig } from '../functions/notifications/send-mail/config.ts';
import type { DataStack } from './data-stack.ts';
import { QueueJob } from './queue-job.ts';
import type { Stage } from './stages.ts';

type Sender = {
  maxConcurrency: number;
  impact: { givenUp: string; late: string };
  lateAfter: Duration;
};

export function addSendMail(stack: Stack, stage: Stage, data: DataStack) {
  const { mail, notices } = stage.settings;
  const single = addSender(stack, 'SendMail', stage, data, {
    maxConcurrency: mail.concurrency,
    impact: {
      givenUp: 'Customers who just subscribed or asked for a link do not get their mail',
      late: 'Customers wait more than ten minutes for their registration mail',
    },
    lateAfter: Duration.minutes(10),
  });
  const bulk = addSender(stack, 'SendNotices', stage, data, {
    maxConcurrency: notices.concurrency,
    impact: {
      givenUp: 'Customers with TV are not told of a change of the catalog',
      late: 'Customers with TV have waited more than a day for the notice of a change',
    },
    lateAfter: Duration.days(1),
  });
  return { single, bulk };
}

function addSender(
  stack: Stack,
  id: string,
  stage: Stage,
  { table, alarms, mail }: DataStack,
  sender: Sender,
) {
  const { portalUrl, mail: settings } = stage.settings;
  const job = new QueueJob(stack, id, {
    ...{ stage, alarms, ...sender },
    folder: 'functions/notifications/send-mail',
    config: sendMailConfig,
    environment: {
      TABLE_NAME: table.tableName,
      PORTAL_URL: portalUrl,
      MAIL_SENDER: settings.sender,
      MAIL_CONFIGURATION_SET: mail.configurationSet.configurationSetName,
    },
    tableGrant: { table, actions: ['GetItem', 'UpdateItem'] },
    memory: 512,
    timeout: Duration.seconds(30),
    batchSize: 1,
    maxReceives: 8,
  });
  job.function.allow(
    ['ses:SendEmail'],
    [
      mail.identity.emailIdentityArn,
      stack.formatArn({
        service: 'ses',
        resource: 'configuration-set',
        resourceName: mail.configurationSet.configurationSetName,
      }),
    ],
  );
  return job;
}
