import * as z from 'zod/mini';
import { catalogIn } from '../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { sealingKeys } from '../../../shared/sealing.ts';
import { openSecrets } from '../../../shared/secret.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { usageTotalsConfig } from './config.ts';
import { usageTotalsContract } from './contract.ts';
import { usageTotalsOperations } from './operations.ts';
import { totalsStore } from './store.ts';

const config = readConfig(usageTotalsConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  usageTotalsContract,
  usageTotalsOperations({
    store: totalsStore(table),
    catalogs: catalogIn(table, clock),
    clock,
    sealingKeys: openSecrets()(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
    closeAfterHours: Number(config.CLOSE_AFTER_HOURS),
  }),
  featureSettings(standingIn(table, clock)),
);
