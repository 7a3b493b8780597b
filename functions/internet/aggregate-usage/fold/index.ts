import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../shared/clock.ts';
import { readConfig } from '../../../../shared/config.ts';
import { openTable } from '../../../../shared/table/client.ts';
import { foldConfig } from './config.ts';
import { foldMessages } from './fold-messages.ts';
import { foldStore } from './store.ts';

const config = readConfig(foldConfig);

export const handler = foldMessages(
  {
    store: foldStore(openTable(config.TABLE_NAME)),
    clock: systemClock,
    closeAfterHours: Number(config.CLOSE_AFTER_HOURS),
    pause: () => sleep(200 + 300 * Math.random()),
  },
  Number(config.MAX_RECEIVES),
);
