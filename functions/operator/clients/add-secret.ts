import type { Clock } from '../../../shared/clock.ts';
import { etagOf } from '../../../shared/http/etag.ts';
import { operation } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import { withSecret } from './client-rules.ts';
import { operatorClientsContract } from './contract.ts';
import { newSecret } from './new-secret.ts';
import { saveChange } from './save-change.ts';
import type { ClientStore } from './store.ts';

type Deps = { store: ClientStore; clock: Clock };

export const addSecret = ({ store, clock }: Deps) =>
  operation(operatorClientsContract.addSecret, async ({ params: { clientId }, caller }) => {
    const { secret, stored } = newSecret(clock.now());
    const saved = await saveChange(store, clientId, (client) => withSecret(client, stored));
    if (!saved.ok) return saved;

    const { secretId } = stored;
    log.info('client-secret-added', { clientId, secretId, by: caller.clientId });
    return {
      ok: true,
      value: { secretId, secret },
      headers: { etag: etagOf(saved.value.client.version) },
    };
  });
