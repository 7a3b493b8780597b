import * as z from 'zod/mini';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { sealingKeys } from '../../shared/sealing.ts';
import { openSecrets } from '../../shared/secret.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { activityConfig } from './config.ts';
import { activityContract } from './contract.ts';
import { activityOperations } from './operations.ts';
import { activityStore } from './store.ts';

const config = readConfig(activityConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  activityContract,
  activityOperations({
    store: activityStore(table),
    clock,
    sealingKeys: openSecrets()(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
  }),
  featureSettings(standingIn(table, clock)),
);
