import { catalogIn } from '../../shared/catalog/catalog.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { internetConfig } from './config.ts';
import { internetContract } from './contract.ts';
import { internetOperations } from './operations.ts';
import { usageStore } from './store.ts';

const config = readConfig(internetConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  internetContract,
  internetOperations({ store: usageStore(table), catalogs: catalogIn(table, clock), clock }),
  featureSettings(standingIn(table, clock)),
);
