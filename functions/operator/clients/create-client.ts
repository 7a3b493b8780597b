import type { Clock } from '../../../shared/clock.ts';
import { etagOf } from '../../../shared/http/etag.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import type { StoredClient } from '../../../shared/operator-client.ts';
import { operatorClientsContract } from './contract.ts';
import { endOf } from './end-of.ts';
import { newSecret } from './new-secret.ts';
import type { ClientStore } from './store.ts';
import { clientView } from './view.ts';

type Deps = { store: ClientStore; clock: Clock };

export const createClient = ({ store, clock }: Deps) =>
  operation(operatorClientsContract.createClient, async ({ body, caller }) => {
    const { clientId, name, scopes } = body;
    const now = clock.now();
    const end = endOf(body.expiresAt, now);
    if (!end.ok) return end;

    const { secret, stored } = newSecret(now);
    const client: StoredClient = {
      clientId,
      name,
      scopes,
      createdAt: now.getTime(),
      endsAt: end.value ?? undefined,
      secrets: [stored],
      version: 1,
    };
    if (!(await store.create(client))) return refuse({ reason: 'client-exists', clientId });
    log.info('client-created', { clientId, by: caller.clientId });
    return {
      ok: true,
      value: { ...clientView(client), secret },
      headers: { etag: etagOf(client.version) },
    };
  });
