import * as z from 'zod/mini';
import { setting } from '../../shared/config.ts';
import { httpConfig } from '../../shared/http/config.ts';

const seconds = z.string().check(z.regex(/^[1-9]\d{0,8}$/));

export const sessionsConfig = z.extend(httpConfig, {
  /** SecureString with the private signing key (JWK). */
  SIGNING_KEY_PARAMETER: setting(),
  /** SecureString with the first operator clients: id, secret hashes, scopes, expiry. */
  OPERATOR_CLIENTS_PARAMETER: setting(),
  /** SecureString with the keys that secrets of second factors are sealed with. */
  SEALING_KEYS_PARAMETER: setting(),
  /** Seconds without use, and seconds in all, after which a session has ended. */
  SESSION_IDLE: seconds,
  SESSION_ABSOLUTE: seconds,
  /** Origins of the portal's pages, separated by spaces. */
  PORTAL_ORIGINS: setting(),
});
