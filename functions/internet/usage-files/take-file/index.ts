import { systemClock } from '../../../../shared/clock.ts';
import { readConfig } from '../../../../shared/config.ts';
import { openQueue } from '../../../../shared/queue.ts';
import { openTable } from '../../../../shared/table/client.ts';
import { knownServices } from '../../usage-intake/known-services.ts';
import { intakeStore } from '../../usage-intake/store.ts';
import { filesStore } from '../files.store.ts';
import { takeFileConfig } from './config.ts';
import { objectsIn } from './object.store.ts';
import { progressStore } from './progress.store.ts';
import { takeMessages } from './take-messages.ts';

const config = readConfig(takeFileConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const store = intakeStore(table);

export const handler = takeMessages({
  ...{ store, clock, resolve: knownServices({ store, clock }) },
  files: { ...filesStore(table), ...progressStore(table) },
  open: objectsIn(),
  queue: openQueue(config.FILES_QUEUE_URL),
  maxReceives: Number(config.MAX_RECEIVES),
});
