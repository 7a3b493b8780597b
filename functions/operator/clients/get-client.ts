import { etagOf } from '../../../shared/http/etag.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { operatorClientsContract } from './contract.ts';
import type { ClientStore } from './store.ts';
import { clientView } from './view.ts';

export const getClient = ({ store }: { store: ClientStore }) =>
  operation(operatorClientsContract.getClient, async ({ params: { clientId } }) => {
    const client = await store.find(clientId);
    if (client === undefined) return refuse({ reason: 'not-found' });
    return { ok: true, value: clientView(client), headers: { etag: etagOf(client.version) } };
  });
