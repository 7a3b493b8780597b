import { catalogIn } from '../../shared/catalog/catalog.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { internetConfig } from './config.ts';
import { internetContract } from './contract.ts';
import { getUsage } from './get-usage.ts';
import { usageStore } from './store.ts';

const config = readConfig(internetConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const deps = { store: usageStore(table), catalogs: catalogIn(table, clock), clock };

export const handler = feature(
  internetContract,
  { getUsage: getUsage(deps) },
  featureSettings(standingIn(table, clock)),
);
