import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { challengeStore } from './challenge.store.ts';
import { passkeysConfig } from './config.ts';
import { passkeysContract } from './contract.ts';
import { passkeysOperations } from './operations.ts';
import { passkeyStore } from './store.ts';

const config = readConfig(passkeysConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);

export const handler = feature(
  passkeysContract,
  passkeysOperations({
    store: passkeyStore(table),
    challenges: challengeStore(table),
    attempts: attemptsIn(table, clock),
    clock,
    party: { id: config.RP_ID, origins: config.PORTAL_ORIGINS.split(' ') },
  }),
  featureSettings(standingIn(table, clock)),
);
