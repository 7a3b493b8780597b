import { systemClock } from '../../../shared/clock.ts';
import { readConfig } from '../../../shared/config.ts';
import { openTable } from '../../../shared/table/client.ts';
import { movesStore } from '../moves.store.ts';
import { fulfilConfig } from './config.ts';
import { fulfilMessages } from './fulfil-messages.ts';

const table = openTable(readConfig(fulfilConfig).TABLE_NAME);

export const handler = fulfilMessages({ store: movesStore(table), clock: systemClock });
