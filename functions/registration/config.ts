import * as z from 'zod/mini';
import { httpConfig } from '../../shared/http/config.ts';

export const registrationConfig = z.extend(httpConfig, {
  /** Which proof a customer registers by, besides the email address on file. */
  REGISTRATION_PROOF: z.enum(['pin', 'postal-code', 'either']),
});
