import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const relayOutboxConfig = z.object({
  MAIL_QUEUE_URL: setting(),
  /** For what goes to very many at once. */
  BULK_MAIL_QUEUE_URL: setting(),
  FULFIL_QUEUE_URL: setting(),
});
