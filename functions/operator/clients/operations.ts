/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Clock } from '../../../shared/clock.ts';
import type { OperationsOf } from '../../../shared/http/operation.ts';
import { addSecret } from './add-secret.ts';
import { changeClient } from './change-client.ts';
import type { operatorClientsContract } from './contract.ts';
import { createClient } from './create-client.ts';
import { deleteSecret } from './delete-secret.ts';
import { getClient } from './get-client.ts';
import { listClients } from './list-clients.ts';
import { revokeClient } from './revoke-client.ts';
import type { ClientStore } from './store.ts';

export const operatorClientsOperations = (deps: {
  store: ClientStore;
  clock: Clock;
}): OperationsOf<typeof operatorClientsContract> => ({
  createClient: createClient(deps),
  listClients: listClients(deps),
  getClient: getClient(deps),
  changeClient: changeClient(deps),
  addSecret: addSecret(deps),
  deleteSecret: deleteSecret(deps),
  revokeClient: revokeClient(deps),
});
