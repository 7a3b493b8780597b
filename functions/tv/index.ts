import { catalogIn } from '../../shared/catalog/catalog.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { orderingConfig } from '../../shared/ordering/config.ts';
import { openTable } from '../../shared/table/client.ts';
import { tvContract } from './contract.ts';
import { tvOperations } from './operations.ts';
import { tvStore } from './store.ts';

const config = readConfig(orderingConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  tvContract,
  tvOperations({
    store: tvStore(table),
    catalogs: catalogIn(table, clock),
    terms: { fulfilment: config.FULFILMENT, proration: config.PRORATION },
    clock,
  }),
  featureSettings(standingIn(table, clock)),
);
