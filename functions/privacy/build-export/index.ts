import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { openTable } from '../../../shared/table/client.ts';
import { buildExport } from './build-export.ts';
import { buildExports } from './build-exports.ts';
import { collectFrom } from './collect.store.ts';
import { buildExportConfig } from './config.ts';
import { buildStore } from './store.ts';

const table = openTable(readConfig(buildExportConfig).TABLE_NAME);

export const handler = buildExports(
  buildExport({ store: buildStore(table), collect: collectFrom(table), clock: systemClock }),
);
