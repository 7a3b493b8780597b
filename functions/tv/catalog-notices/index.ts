import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { openTable } from '../../../shared/table/client.ts';
import { catalogNoticesConfig } from './config.ts';
import { noticeMessages } from './notice-messages.ts';
import { noticePartsStore } from './parts.store.ts';
import { noticeStore } from './store.ts';

const config = readConfig(catalogNoticesConfig);
const table = openTable(config.TABLE_NAME);

export const handler = noticeMessages(
  { store: { ...noticeStore(table), ...noticePartsStore(table) }, clock: systemClock },
  Number(config.MAX_RECEIVES),
);
