import * as z from 'zod/mini';
import { setting } from '../../shared/config.ts';
import { httpConfig } from '../../shared/http/config.ts';

export const passkeysConfig = z.extend(httpConfig, {
  /** Domain that the passkeys are bound to. */
  RP_ID: setting(),
  /** Origins of the portal's pages, separated by spaces. */
  PORTAL_ORIGINS: setting(),
});
