import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { privacyConfig } from './config.ts';
import { privacyContract } from './contract.ts';
import { privacyOperations } from './operations.ts';

const table = openTable(readConfig(privacyConfig).TABLE_NAME);

export const handler = feature(
  privacyContract,
  privacyOperations(table, systemClock),
  featureSettings(standingIn(table, systemClock)),
);
