import { setTimeout as sleep } from 'node:timers/promises';
import { catalogIn } from '../../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { readConfig } from '../../../../shared/config.ts';
import { openTable } from '../../../../shared/table/client.ts';
import { pacedTable } from '../../../../shared/table/paced.ts';
import { noticeAtOf } from '../../notice-setting.ts';
import { foldConfig } from './config.ts';
import { foldMessages } from './fold-messages.ts';
import { foldStore } from './store.ts';

const config = readConfig(foldConfig);
const table = pacedTable(openTable(config.TABLE_NAME), Number(config.REQUESTS_PER_SECOND));

export const handler = foldMessages(
  {
    store: foldStore(table),
    catalogs: catalogIn(table, systemClock),
    clock: systemClock,
    closeAfterHours: Number(config.CLOSE_AFTER_HOURS),
    noticeAt: noticeAtOf(config.NOTICE_AT),
    pause: () => sleep(200 + 300 * Math.random()),
  },
  Number(config.MAX_RECEIVES),
);
