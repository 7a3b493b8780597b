import * as z from 'zod/mini';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { sealingKeys } from '../../../shared/sealing.ts';
import { openSecrets } from '../../../shared/secret.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { tvHistoryConfig } from './config.ts';
import { tvHistoryContract } from './contract.ts';
import { tvHistoryOperations } from './operations.ts';
import { tvHistoryStore } from './store.ts';

const config = readConfig(tvHistoryConfig);
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  tvHistoryContract,
  tvHistoryOperations({
    store: tvHistoryStore(table),
    sealingKeys: openSecrets()(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
  }),
  featureSettings(standingIn(table, systemClock)),
);
