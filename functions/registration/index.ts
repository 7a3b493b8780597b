import { attemptsIn } from '../../shared/attempts.ts';
import { systemClock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { feature, featureSettings } from '../../shared/http/feature.ts';
import { openTable } from '../../shared/table/client.ts';
import { completeRegistration } from './complete-registration.ts';
import { registrationConfig } from './config.ts';
import { registrationContract } from './contract.ts';
import { requestRegistration } from './request-registration.ts';
import { returnStore } from './return.store.ts';
import { registrationStore } from './store.ts';

const config = readConfig(registrationConfig);
const clock = systemClock;
const table = openTable(config.TABLE_NAME);
const deps = {
  store: registrationStore(table),
  returns: returnStore(table),
  attempts: attemptsIn(table, clock),
  clock,
  acceptedProof: config.REGISTRATION_PROOF,
};

export const handler = feature(
  registrationContract,
  {
    requestRegistration: requestRegistration(deps),
    completeRegistration: completeRegistration(deps),
  },
  featureSettings(),
);
