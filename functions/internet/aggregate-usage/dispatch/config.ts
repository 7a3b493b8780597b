import * as z from 'zod/mini';
import { setting } from '../../../../shared/config.ts';
import { retireConfig } from '../../retire-usage/config.ts';

export const dispatchConfig = z.object({
  TABLE_NAME: setting(),
  FOLD_QUEUE_URL: setting(),
  RETIRE_QUEUE_URL: setting(),
  NOTICES_QUEUE_URL: setting(),
  KEEP_FACTS_DAYS: retireConfig.shape.KEEP_FACTS_DAYS,
});
