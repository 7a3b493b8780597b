import { attemptsIn } from '../../../shared/attempts.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { openTable } from '../../../shared/table/client.ts';
import { sendMailConfig } from './config.ts';
import { openMailer } from './mailer.store.ts';
import { receiveMessages } from './receive-messages.ts';
import { sendMail } from './send-mail.ts';
import { mailStore } from './store.ts';

const config = readConfig(sendMailConfig);
const table = openTable(config.TABLE_NAME);

export const handler = receiveMessages(
  sendMail({
    store: mailStore(table),
    attempts: attemptsIn(table, systemClock),
    mailer: openMailer({
      sender: config.MAIL_SENDER,
      configurationSet: config.MAIL_CONFIGURATION_SET,
    }),
    portalUrl: config.PORTAL_URL,
    clock: systemClock,
  }),
);
