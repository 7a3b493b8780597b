import { catalogIn } from '../../shared/catalog/catalog.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { openQueue } from '../../shared/queue.ts';
import { openTable } from '../../shared/table/client.ts';
import { accountStore } from './account.store.ts';
import { catalogStore } from './catalog.store.ts';
import { operatorConfig } from './config.ts';
import { operatorContract } from './contract.ts';
import { getRun } from './get-run.ts';
import { putAccount } from './put-account.ts';
import { putCatalog } from './put-catalog.ts';
import { runsStore } from './runs.store.ts';
import { startRun } from './start-run.ts';

const config = readConfig(operatorConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const runs = runsStore(table);

export const handler = feature(
  operatorContract,
  {
    putAccount: putAccount({
      accounts: accountStore(table, Number(config.USAGE_SHARDS)),
      catalogs: catalogIn(table, clock),
      clock,
    }),
    putCatalog: putCatalog({
      ...{ catalogs: catalogStore(table), clock },
      noticeDays: Number(config.NOTICE_DAYS),
    }),
    startRun: startRun({ runs, runsQueue: openQueue(config.RUNS_QUEUE_URL), clock }),
    getRun: getRun({ runs }),
  },
  featureSettings(),
);
