import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';
import { httpConfig } from '../../../shared/http/config.ts';

export const securityConfig = z.extend(httpConfig, {
  /** SecureString with the keys that download links are signed with a derivative of. */
  SEALING_KEYS_PARAMETER: setting(),
  /** Where the installers are: what links begin with. */
  DOWNLOADS_URL: setting(),
});
