import * as z from 'zod/mini';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { keySet } from '../../../shared/jwks/schema.ts';
import { openSecrets } from '../../../shared/secret.store.ts';
import { checkKeysOnOrder } from './check-keys.ts';
import { checkKeysConfig } from './config.ts';

const config = readConfig(checkKeysConfig);
const readKeys = (json: unknown) => z.parse(keySet, json);

export const handler = checkKeysOnOrder({
  published: openSecrets()(config.VERIFICATION_KEYS_PARAMETER, readKeys),
  deployed: readKeys(JSON.parse(config.VERIFICATION_KEYS)),
  maxAgeInDays: Number(config.SIGNING_KEY_MAX_AGE),
  clock: systemClock,
});
