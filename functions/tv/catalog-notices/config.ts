import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const catalogNoticesConfig = z.object({
  TABLE_NAME: setting(),
  /** After so many deliveries a message is dead-lettered; the last one reports its part as failed. */
  MAX_RECEIVES: z.string().check(z.regex(/^[1-9]\d?$/)),
});
