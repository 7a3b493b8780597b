import type { FoldDeps } from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import type { FoldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { catalogIn, type Catalogs } from '../../shared/catalog/catalog.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Table } from '../../shared/table/client.ts';

const noCatalogs: Catalogs = {
  inForce: () => Promise.resolve(undefined),
  inForceNow: () => Promise.resolve(undefined),
  announced: () => Promise.resolve([]),
};

/** As a stage has it. Without a table there are no accounts either, whose plans would be looked up. */
export const foldDeps = (store: FoldStore, clock: Clock, table?: Table): FoldDeps => ({
  ...{ store, clock, closeAfterHours: 72, noticeAt: [75, 90, 100] },
  catalogs: table === undefined ? noCatalogs : catalogIn(table, clock),
  pause: () => Promise.resolve(),
});
