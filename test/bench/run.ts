/** `npm run bench`: prints every table, writes .guichet/bench.json, fails when a budget is passed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';
import type { Row } from './measure.ts';
import { fileRows } from './files.ts';
import { knownUnknownRows } from './known-unknown.ts';
import { noticeRows } from './catalog-notices.ts';
import { retireRows } from './retire-usage.ts';
import { requestRows } from './request.ts';
import { routeRows } from './routes.ts';
import { costsOf, dollarRows, workerRows, workRows } from './scale.ts';
import { startUpRows } from './start-up.ts';
import { measureSubscriberDays, subscriberDayRows } from './subscriber-day.ts';
import { usageRows } from './usage.ts';

const write = console.log;
/** The features' own log lines would drown the tables. */
const quietly = async <T>(work: () => Promise<T> | T): Promise<T> => {
  console.log = () => undefined;
  try {
    return await work();
  } finally {
    console.log = write;
  }
};

await buildFunctions();
const days = await quietly(() => measureSubscriberDays());
const costs = await quietly(() => costsOf(days.days));
const results: Record<string, Row[]> = {
  'Start-up of each function': await startUpRows(11),
  'Common steps of a request': await requestRows(5),
  'What each route asks of the table': await quietly(routeRows),
  'Known and unknown people': await quietly(() => knownUnknownRows(150)),
  'Usage records and readings': await usageRows(9),
  'A usage file': await fileRows(),
  'Units of a subscriber-day': subscriberDayRows(days),
  'A worker that folds a large shard-day': await workerRows(),
  'Usage of any number of subscribers: work': workRows(costs),
  'Usage of any number of subscribers: dollars a month': dollarRows(costs),
  'Units of a subscriber-day from taking to deleting it': await quietly(retireRows),
  'Telling holders of TV of changes': await quietly(noticeRows),
};
for (const [title, rows] of Object.entries(results)) {
  console.log(`\n${title}`);
  console.table(rows);
}

const folder = join(import.meta.dirname, '..', '..', '.guichet');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'bench.json'),
  JSON.stringify({ at: new Date().toISOString(), results }, null, 2),
);

const beyond = (results['What each route asks of the table'] ?? []).filter(
  ({ within }) => within !== 'yes',
);
const told = (results['Known and unknown people'] ?? []).filter(({ alike }) => alike !== 'yes');
if (told.length > 0) {
  console.error(`The time tells who is known: ${told.map(({ what }) => String(what)).join(', ')}`);
  process.exitCode = 1;
}
if ((results['A usage file'] ?? []).some(({ within }) => within !== 'yes')) {
  console.error('Taking a usage file needs more memory than it may');
  process.exitCode = 1;
}
const workers = results['A worker that folds a large shard-day'] ?? [];
if (workers.some(({ within }) => within !== 'yes')) {
  console.error('A worker has not the time or the memory for a large shard-day');
  process.exitCode = 1;
}
if (beyond.length > 0) {
  console.error(`Beyond their budget: ${beyond.map(({ route }) => String(route)).join(', ')}`);
  process.exitCode = 1;
}
