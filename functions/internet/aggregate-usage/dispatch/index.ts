import { systemClock } from '../../../../shared/clock.ts';
import { readConfig } from '../../../../shared/config.ts';
import { openQueue } from '../../../../shared/queue.ts';
import { openTable } from '../../../../shared/table/client.ts';
import { tvPartitions } from '../../../../shared/tv/tv-accounts.ts';
import { dispatchRetirement } from '../../retire-usage/dispatch-retirement.ts';
import { dueStore } from '../../retire-usage/due.store.ts';
import { knownServices } from '../../usage-intake/known-services.ts';
import { releaseWaiting } from '../../usage-intake/release-waiting.ts';
import { intakeStore } from '../../usage-intake/store.ts';
import { waitingStore } from '../../usage-intake/waiting.store.ts';
import { dispatchConfig } from './config.ts';
import { dispatchMessages } from './dispatch-messages.ts';
import { dispatchPartitions } from './dispatch-partitions.ts';
import { dispatchRun } from './dispatch-run.ts';
import { dispatchStore } from './store.ts';

const config = readConfig(dispatchConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const intake = intakeStore(table);
const waiting = {
  store: { ...intake, ...waitingStore(table) },
  clock,
  resolve: knownServices({ store: intake, clock }),
};

const aggregation = {
  store: dispatchStore(table),
  clock,
  folds: openQueue(config.FOLD_QUEUE_URL),
  releaseWaiting: () => releaseWaiting(waiting),
};
const retirement = {
  store: { ...dispatchStore(table), ...dueStore(table) },
  clock,
  retirements: openQueue(config.RETIRE_QUEUE_URL),
  keepDays: Number(config.KEEP_FACTS_DAYS),
};
const notices = {
  ...{ store: dispatchStore(table), clock, partitions: tvPartitions },
  queue: openQueue(config.NOTICES_QUEUE_URL),
};

export const handler = dispatchMessages({
  'aggregate-usage': (run) => dispatchRun(aggregation, run),
  'retire-usage': (run) => dispatchRetirement(retirement, run),
  'catalog-notices': (run) => dispatchPartitions(notices, run),
});
