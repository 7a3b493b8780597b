import { attemptsIn } from '../../../shared/attempts.ts';
import { catalogIn } from '../../../shared/catalog/catalog.ts';
import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { feature, featureSettings } from '../../../shared/http/feature.ts';
import { standingIn } from '../../../shared/http/standing.store.ts';
import { openTable } from '../../../shared/table/client.ts';
import { mailboxesConfig } from './config.ts';
import { mailboxesContract } from './contract.ts';
import { mailboxesOperations } from './operations.ts';
import { mailboxStore } from './store.ts';

const config = readConfig(mailboxesConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  mailboxesContract,
  mailboxesOperations({
    store: mailboxStore(table),
    catalogs: catalogIn(table, clock),
    attempts: attemptsIn(table, clock),
    clock,
    domains: config.MAILBOX_DOMAINS.split(' '),
  }),
  featureSettings(standingIn(table, clock)),
);
