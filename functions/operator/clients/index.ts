import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { openTable } from '../../../shared/table/client.ts';
import { clientsConfig } from './config.ts';
import { operatorClientsContract } from './contract.ts';
import { operatorClientsOperations } from './operations.ts';
import { clientStore } from './store.ts';

const config = readConfig(clientsConfig);
const store = clientStore(openTable(config.TABLE_NAME));

export const handler = feature(
  operatorClientsContract,
  operatorClientsOperations({ store, clock: systemClock }),
  featureSettings(),
);
