import { SSMClient } from '@aws-sdk/client-ssm';
import type { JSONWebKeySet } from 'jose';
import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { openTable } from '../../shared/table/client.ts';
import { tokenIssuer } from './access-token.ts';
import { sessionsConfig } from './config.ts';
import { sessionsContract } from './contract.ts';
import { endSession } from './end-session.ts';
import { operatorToken } from './operator-token.ts';
import { refreshSession } from './refresh-session.ts';
import { secretsIn } from './secrets.store.ts';
import { signIn } from './sign-in.ts';
import { sessionStore } from './store.ts';
import { verificationKeys } from './verification-keys.ts';

const config = readConfig(sessionsConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const secrets = secretsIn(new SSMClient({}), {
  signingKey: config.SIGNING_KEY_PARAMETER,
  operatorClients: config.OPERATOR_CLIENTS_PARAMETER,
});
const deps = {
  store: sessionStore(table),
  attempts: attemptsIn(table, clock),
  clock,
  secrets,
  issueToken: tokenIssuer({ secrets, clock, issuer: config.ISSUER }),
};

export const handler = feature(
  sessionsContract,
  {
    signIn: signIn(deps),
    refreshSession: refreshSession(deps),
    endSession: endSession(deps),
    operatorToken: operatorToken(deps),
    verificationKeys: verificationKeys(JSON.parse(config.VERIFICATION_KEYS) as JSONWebKeySet),
  },
  featureSettings(clock),
);
