import type { Clock } from '../../../shared/clock.ts';
import { etagOf, isExpected } from '../../../shared/http/etag.ts';
import { operation, refuse } from '../../../shared/http/operation.ts';
import { log } from '../../../shared/log.ts';
import { withChanges } from './client-rules.ts';
import { operatorClientsContract } from './contract.ts';
import { endOf } from './end-of.ts';
import { saveChange } from './save-change.ts';
import type { ClientStore } from './store.ts';
import { clientView } from './view.ts';

type Deps = { store: ClientStore; clock: Clock };

export const changeClient = ({ store, clock }: Deps) =>
  operation(
    operatorClientsContract.changeClient,
    async ({ params: { clientId }, body, headers, caller }) => {
      const end = endOf(body.expiresAt, clock.now());
      if (!end.ok) return end;
      const saved = await saveChange(store, clientId, (client) =>
        isExpected(client.version, headers['if-match'])
          ? withChanges(client, { ...body, endsAt: end.value })
          : refuse({ reason: 'conflict' }),
      );
      if (!saved.ok) return saved;

      const { client, changed } = saved.value;
      if (changed) log.info('client-changed', { clientId, by: caller.clientId });
      return { ok: true, value: clientView(client), headers: { etag: etagOf(client.version) } };
    },
  );
