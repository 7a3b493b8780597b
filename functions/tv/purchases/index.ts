import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { purchasesConfig } from './config.ts';
import { purchasesContract } from './contract.ts';
import { purchasesOperations } from './operations.ts';
import { purchasesStore } from './store.ts';

const config = readConfig(purchasesConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  purchasesContract,
  purchasesOperations({ store: purchasesStore(table), clock }),
  featureSettings(standingIn(table, clock)),
);
