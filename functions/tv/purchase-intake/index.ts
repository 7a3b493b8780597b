import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { openTable } from '../../../shared/table/client.ts';
import { purchaseIntakeConfig } from './config.ts';
import { purchaseIntakeContract } from './contract.ts';
import { purchaseIntakeOperations } from './operations.ts';
import { purchaseIntakeStore } from './store.ts';

const config = readConfig(purchaseIntakeConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  purchaseIntakeContract,
  purchaseIntakeOperations({ store: purchaseIntakeStore(table), clock }),
  featureSettings(),
);
