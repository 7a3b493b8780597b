import * as z from 'zod/mini';
import { setting } from '../../shared/config.ts';
import { httpConfig } from '../../shared/http/config.ts';

export const sessionsConfig = z.extend(httpConfig, {
  /** SecureString with the private signing key (JWK). */
  SIGNING_KEY_PARAMETER: setting(),
  /** SecureString with the operator clients: id, secret hashes, scopes, expiry. */
  OPERATOR_CLIENTS_PARAMETER: setting(),
});
