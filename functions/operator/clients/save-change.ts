/** Reads a client, decides what becomes of it, and writes that if nothing changed in between. */
import { refuse, type Refusal } from '../../../shared/http/operation.ts';
import type { ProblemCode } from '../../../shared/http/problem.ts';
import type { StoredClient } from '../../../shared/operator-client.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { ClientStore } from './store.ts';

/** What was read was changed before it could be written: read again and decide again, so often. */
const tries = 3;

/** `changed` is false when it was so already: nothing was written. */
export async function saveChange<Code extends ProblemCode>(
  store: ClientStore,
  clientId: string,
  decide: (client: StoredClient) => Result<StoredClient, Refusal<Code>>,
) {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const client = await store.find(clientId);
    if (client === undefined) return refuse({ reason: 'not-found' });
    const decided = decide(client);
    if (!decided.ok) return decided;
    if (decided.value === client) return ok({ client, changed: false });
    const next = { ...decided.value, version: client.version + 1 };
    if (await store.replace(next, client.version)) return ok({ client: next, changed: true });
  }
  return refuse({ reason: 'conflict' });
}
