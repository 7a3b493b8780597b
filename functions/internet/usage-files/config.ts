import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';
import { httpConfig } from '../../../shared/http/config.ts';

/** Of the bucket; whatever is put there is taken as usage. */
export const usageFolder = 'usage/';

export const usageFilesConfig = z.extend(httpConfig, {
  USAGE_BUCKET: setting(),
  /** SecureString with the keys that cursors are sealed with. */
  SEALING_KEYS_PARAMETER: setting(),
});
