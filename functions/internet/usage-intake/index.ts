import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { openTable } from '../../../shared/table/client.ts';
import { usageIntakeConfig } from './config.ts';
import { usageIntakeContract } from './contract.ts';
import { getUsageBatch } from './get-usage-batch.ts';
import { knownServices } from './known-services.ts';
import { listWaiting } from './list-waiting.ts';
import { queueStore } from './queue.store.ts';
import { receiveUsage } from './receive-usage.ts';
import { intakeStore } from './store.ts';

const config = readConfig(usageIntakeConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const store = intakeStore(table);
const deps = { store, clock, resolve: knownServices({ store, clock }) };

export const handler = feature(
  usageIntakeContract,
  {
    receiveUsage: receiveUsage(deps),
    getUsageBatch: getUsageBatch(deps),
    listWaiting: listWaiting({ queue: queueStore(table) }),
  },
  featureSettings(),
);
