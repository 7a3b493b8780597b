import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';
import { httpConfig } from '../../../shared/http/config.ts';

export const mailboxesConfig = z.extend(httpConfig, {
  /** Where the operator gives addresses, separated by spaces. */
  MAILBOX_DOMAINS: setting(),
});
