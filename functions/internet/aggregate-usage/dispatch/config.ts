import * as z from 'zod/mini';
import { setting } from '../../../../shared/config.ts';

export const dispatchConfig = z.object({ TABLE_NAME: setting(), FOLD_QUEUE_URL: setting() });
