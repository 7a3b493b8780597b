import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';
import { httpConfig } from '../../../shared/http/config.ts';

export const tvHistoryConfig = z.extend(httpConfig, {
  /** SecureString with the keys that cursors are sealed with. */
  SEALING_KEYS_PARAMETER: setting(),
});
