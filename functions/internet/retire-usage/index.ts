import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { openTable } from '../../../shared/table/client.ts';
import { retireConfig } from './config.ts';
import { dueStore } from './due.store.ts';
import { partsStore } from './parts.store.ts';
import { removalStore } from './removal.store.ts';
import { retireMessages } from './retire-messages.ts';
import { retireStore } from './store.ts';
import { traceStore } from './trace.store.ts';

const config = readConfig(retireConfig);
const table = openTable(config.TABLE_NAME);

export const handler = retireMessages(
  {
    store: {
      ...retireStore(table),
      ...removalStore(table),
      ...partsStore(table),
      ...dueStore(table),
      ...traceStore(table, Number(config.KEEP_TRACES_DAYS)),
    },
    clock: systemClock,
    keepDays: Number(config.KEEP_FACTS_DAYS),
  },
  Number(config.MAX_RECEIVES),
);
