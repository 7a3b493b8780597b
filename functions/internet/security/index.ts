import * as z from 'zod/mini';
import { catalogIn } from '../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { sealingKeys } from '../../../shared/sealing.ts';
import { openSecrets } from '../../../shared/secret.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { securityConfig } from './config.ts';
import { securityContract } from './contract.ts';
import { securityOperations } from './operations.ts';
import { securityStore } from './store.ts';

const config = readConfig(securityConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const secret = openSecrets();

export const handler = feature(
  securityContract,
  securityOperations({
    store: securityStore(table),
    catalogs: catalogIn(table, clock),
    clock,
    sealingKeys: secret(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
    downloadsUrl: config.DOWNLOADS_URL,
  }),
  featureSettings(standingIn(table, clock)),
);
