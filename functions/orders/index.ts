import * as z from 'zod/mini';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { sealingKeys } from '../../shared/sealing.ts';
import { openSecrets } from '../../shared/secret.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { ordersConfig } from './config.ts';
import { ordersContract } from './contract.ts';
import { ordersOperations } from './operations.ts';
import { ordersStore } from './store.ts';

const config = readConfig(ordersConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  ordersContract,
  ordersOperations({
    store: ordersStore(table),
    clock,
    sealingKeys: openSecrets()(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
  }),
  featureSettings(standingIn(table, clock)),
);
