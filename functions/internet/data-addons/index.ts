import { catalogIn } from '../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { idempotencyIn } from '../../../shared/idempotency.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { noticeAtOf } from '../notice-setting.ts';
import { dataAddOnsConfig } from './config.ts';
import { dataAddOnsContract } from './contract.ts';
import { dataAddOnsOperations } from './operations.ts';
import { dataAddOnStore } from './store.ts';

const config = readConfig(dataAddOnsConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  dataAddOnsContract,
  dataAddOnsOperations({
    store: dataAddOnStore(table),
    catalogs: catalogIn(table, clock),
    idempotency: idempotencyIn(table, clock),
    noticeAt: noticeAtOf(config.NOTICE_AT),
    clock,
  }),
  featureSettings(standingIn(table, clock)),
);
