import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { delegatesConfig } from './config.ts';
import { delegatesContract } from './contract.ts';
import { delegatesOperations } from './operations.ts';
import { delegateStore } from './store.ts';

const config = readConfig(delegatesConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  delegatesContract,
  delegatesOperations({
    store: delegateStore(table),
    attempts: attemptsIn(table, clock),
    clock,
  }),
  featureSettings(standingIn(table, clock)),
);
