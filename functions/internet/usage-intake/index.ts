import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { openTable } from '../../../shared/table/client.ts';
import { usageIntakeConfig } from './config.ts';
import { usageIntakeContract } from './contract.ts';
import { getUsageBatch } from './get-usage-batch.ts';
import { knownServices } from './known-services.ts';
import { receiveUsage } from './receive-usage.ts';
import { intakeStore } from './store.ts';

const config = readConfig(usageIntakeConfig);
const clock = systemClock;
const store = intakeStore(openTable(config.TABLE_NAME));
const deps = { store, clock, resolve: knownServices({ store, clock }) };

export const handler = feature(
  usageIntakeContract,
  { receiveUsage: receiveUsage(deps), getUsageBatch: getUsageBatch(deps) },
  featureSettings(),
);
