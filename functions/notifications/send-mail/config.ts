import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const sendMailConfig = z.object({
  TABLE_NAME: setting(),
  /** Where the portal lives; links in mails are made from it, never from a request. */
  PORTAL_URL: setting(),
  /** `Guichet <noreply@example.com>`, a verified SES identity. */
  MAIL_SENDER: setting(),
  MAIL_CONFIGURATION_SET: setting(),
});
