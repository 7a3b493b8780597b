import { operation } from '../../../shared/http/operation.ts';
import { operatorClientsContract } from './contract.ts';
import type { ClientStore } from './store.ts';
import { clientView } from './view.ts';

export const listClients = ({ store }: { store: ClientStore }) =>
  operation(operatorClientsContract.listClients, async () => {
    const clients = await store.list();
    return { ok: true, value: { items: clients.map(clientView) } };
  });
