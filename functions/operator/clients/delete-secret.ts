import { operation } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import { withoutSecret } from './client-rules.ts';
import { operatorClientsContract } from './contract.ts';
import { saveChange } from './save-change.ts';
import type { ClientStore } from './store.ts';

export const deleteSecret = ({ store }: { store: ClientStore }) =>
  operation(
    operatorClientsContract.deleteSecret,
    async ({ params: { clientId, secretId }, caller }) => {
      const saved = await saveChange(store, clientId, (client) => withoutSecret(client, secretId));
      if (!saved.ok) return saved;
      log.info('client-secret-deleted', { clientId, secretId, by: caller.clientId });
      return { ok: true, value: undefined };
    },
  );
