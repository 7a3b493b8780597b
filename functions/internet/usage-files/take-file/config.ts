import * as z from 'zod/mini';
import { setting } from '../../../../shared/config.ts';

/**
 * Records live shortly, and V8 lets their room grow to 100 MB before it looks which are gone. With
 * less it is as fast.
 */
export const memoryOptions = '--max-semi-space-size=16';

export const takeFileConfig = z.object({
  TABLE_NAME: setting(),
  /** Its own: a file that takes longer than a call is handed on by it. */
  FILES_QUEUE_URL: setting(),
  /** After so many deliveries a message is dead-lettered; the last one tells that the file failed. */
  MAX_RECEIVES: z.string().check(z.regex(/^[1-9]\d?$/)),
  /** For Node.js itself. */
  NODE_OPTIONS: z.optional(z.string()),
});
