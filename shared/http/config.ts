/** Settings of every function that answers HTTP routes. */
import * as z from 'zod/mini';
import { setting } from '../config.ts';

export const httpConfig = z.object({
  TABLE_NAME: setting(),
  /** `iss` of the tokens that are accepted. */
  ISSUER: setting(),
  /** JWKS with the public keys, as JSON. Public, so it may stand in the environment. */
  VERIFICATION_KEYS: setting(),
  /** `1` checks every answer against the contract; for tests and the local stack. */
  VALIDATE_ANSWERS: z._default(z.enum(['0', '1']), '0'),
});
