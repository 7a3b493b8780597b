import { readConfig } from '../../../shared/config.ts';
import { openQueue } from '../../../shared/queue.ts';
import { relayOutboxConfig } from './config.ts';
import { relayOutbox } from './relay.ts';

const config = readConfig(relayOutboxConfig);

export const handler = relayOutbox({
  mail: openQueue(config.MAIL_QUEUE_URL),
  bulk: openQueue(config.BULK_MAIL_QUEUE_URL),
  fulfil: openQueue(config.FULFIL_QUEUE_URL),
});
