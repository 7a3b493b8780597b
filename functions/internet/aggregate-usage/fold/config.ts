import * as z from 'zod/mini';
import { setting } from '../../../../shared/config.ts';
import { noticeAtSetting } from '../../notice-setting.ts';

export const foldConfig = z.object({
  TABLE_NAME: setting(),
  /** After so many deliveries a message is dead-lettered; the last one reports its part as failed. */
  MAX_RECEIVES: z.string().check(z.regex(/^[1-9]\d?$/)),
  /** Hours from the end of a billing period until late usage adjusts the next bill. */
  CLOSE_AFTER_HOURS: z.string().check(z.regex(/^\d{1,3}$/)),
  /** Of this worker, to the table: its share of what all of them may ask. */
  REQUESTS_PER_SECOND: z.string().check(z.regex(/^[1-9]\d{0,5}$/)),
  NOTICE_AT: noticeAtSetting,
});
