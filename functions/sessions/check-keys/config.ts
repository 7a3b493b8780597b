import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const checkKeysConfig = z.object({
  /** String with the keys as they are to be published. */
  VERIFICATION_KEYS_PARAMETER: setting(),
  /** The keys that the functions were deployed with. */
  VERIFICATION_KEYS: setting(),
  /** Days after which a key should have been replaced. */
  SIGNING_KEY_MAX_AGE: z.string().check(z.regex(/^[1-9]\d{0,2}$/)),
});

/** What the check may find: the words of its log lines, and of the alarms that count them. */
export const keyFindings = [
  'signing-key-old',
  'too-many-keys',
  'verification-keys-not-deployed',
] as const;
export type KeyFinding = (typeof keyFindings)[number];
