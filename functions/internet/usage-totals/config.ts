import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';
import { httpConfig } from '../../../shared/http/config.ts';

export const usageTotalsConfig = z.extend(httpConfig, {
  /** SecureString with the keys that cursors are sealed with. */
  SEALING_KEYS_PARAMETER: setting(),
  /** Hours from the end of a billing period until late usage adjusts the next bill. */
  CLOSE_AFTER_HOURS: z.string().check(z.regex(/^\d{1,3}$/)),
});
