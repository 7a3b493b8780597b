import type { Clock } from '../../../shared/clock.ts';
import { operation } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import { revoked } from './client-rules.ts';
import { operatorClientsContract } from './contract.ts';
import { saveChange } from './save-change.ts';
import type { ClientStore } from './store.ts';

type Deps = { store: ClientStore; clock: Clock };

export const revokeClient = ({ store, clock }: Deps) =>
  operation(operatorClientsContract.revokeClient, async ({ params: { clientId }, caller }) => {
    const now = clock.now().getTime();
    const saved = await saveChange<never>(store, clientId, (client) => revoked(client, now));
    if (!saved.ok) return saved;
    if (saved.value.changed) log.info('client-revoked', { clientId, by: caller.clientId });
    return { ok: true, value: undefined };
  });
