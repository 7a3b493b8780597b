import { catalogIn } from '../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { idempotencyIn } from '../../../shared/idempotency.store.ts';
import { orderingConfig } from '../../../shared/ordering/config.ts';
import { planStore } from '../../../shared/plans/store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { planContract } from './contract.ts';
import { planOperations } from './operations.ts';

const config = readConfig(orderingConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  planContract,
  planOperations({
    store: planStore(table),
    catalogs: catalogIn(table, clock),
    idempotency: idempotencyIn(table, clock),
    terms: { fulfilment: config.FULFILMENT, proration: config.PRORATION },
    clock,
  }),
  featureSettings(standingIn(table, clock)),
);
