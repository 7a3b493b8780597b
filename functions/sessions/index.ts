import * as z from 'zod/mini';
import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import { readClient } from '../../shared/operator-client.ts';
import { keySet } from '../../shared/jwks/schema.ts';
import { sealingKeys } from '../../shared/sealing.ts';
import { openSecrets } from '../../shared/secret.store.ts';
import { openTable } from '../../shared/table/client.ts';
import { tokenIssuer } from './access-token.ts';
import { sessionsConfig } from './config.ts';
import { sessionsContract } from './contract.ts';
import { sessionsOperations } from './operations.ts';
import { secretsIn } from './secrets.store.ts';
import { sessionStore } from './store.ts';

const config = readConfig(sessionsConfig);
const publicKeys = z.parse(keySet, JSON.parse(config.VERIFICATION_KEYS));
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const secret = openSecrets();
const secrets = secretsIn(secret, {
  signingKey: config.SIGNING_KEY_PARAMETER,
  operatorClients: config.OPERATOR_CLIENTS_PARAMETER,
  publicKeys,
});
const lifetimes = {
  idle: Number(config.SESSION_IDLE),
  absolute: Number(config.SESSION_ABSOLUTE),
};

export const handler = feature(
  sessionsContract,
  sessionsOperations({
    store: sessionStore(table, lifetimes),
    attempts: attemptsIn(table, clock),
    clock,
    secrets,
    findClient: (clientId) => readClient(table, clientId),
    sealingKeys: secret(config.SEALING_KEYS_PARAMETER, (json) => z.parse(sealingKeys, json)),
    issueToken: tokenIssuer({ secrets, clock, issuer: config.ISSUER }),
    lifetimes,
    origins: config.PORTAL_ORIGINS.split(' '),
    publicKeys,
  }),
  featureSettings(standingIn(table, clock)),
);
