import { catalogIn } from '../../shared/catalog/catalog.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { accountConfig } from './config.ts';
import { accountContract } from './contract.ts';
import { accountOperations } from './operations.ts';
import { accountStore } from './store.ts';

const config = readConfig(accountConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  accountContract,
  accountOperations({
    store: accountStore(table),
    catalogs: catalogIn(table, clock),
    clock,
  }),
  featureSettings(standingIn(table, clock)),
);
