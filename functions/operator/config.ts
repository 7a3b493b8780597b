import * as z from 'zod/mini';
import { setting } from '../../shared/config.ts';
import { httpConfig } from '../../shared/http/config.ts';

export const operatorConfig = z.extend(httpConfig, {
  RUNS_QUEUE_URL: setting(),
  /** Shards that new Internet services are spread over; a service keeps the shard it was given. */
  USAGE_SHARDS: z.string().check(z.regex(/^[1-9]\d{0,3}$/)),
  /** Days that holders know of a change of the catalog before it comes, if they are worse off. */
  NOTICE_DAYS: z.string().check(z.regex(/^\d{1,3}$/)),
});
