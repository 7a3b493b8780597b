import * as z from 'zod/mini';
import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { sealingKeys } from '../../shared/sealing.ts';
import { openSecrets } from '../../shared/secret.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { profileConfig } from './config.ts';
import { profileContract } from './contract.ts';
import { factorStore } from './factors.store.ts';
import { profileOperations } from './operations.ts';
import { profileStore } from './store.ts';

const config = readConfig(profileConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const secret = openSecrets();

export const handler = feature(
  profileContract,
  profileOperations({
    store: profileStore(table),
    factors: factorStore(table),
    attempts: attemptsIn(table, clock),
    clock,
    sealingKeys: secret(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
  }),
  featureSettings(standingIn(table, clock)),
);
