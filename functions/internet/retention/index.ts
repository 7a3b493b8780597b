import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { openTable } from '../../../shared/table/client.ts';
import { retentionConfig } from './config.ts';
import { retentionContract } from './contract.ts';
import { listRetention } from './list-retention.ts';
import { retentionStore } from './store.ts';

const config = readConfig(retentionConfig);

export const handler = feature(
  retentionContract,
  { listRetention: listRetention({ store: retentionStore(openTable(config.TABLE_NAME)) }) },
  featureSettings(),
);
