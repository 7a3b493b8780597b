import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { passkeysContract } from './contract.ts';
import type { PasskeyStore } from './store.ts';

type Deps = { store: PasskeyStore; clock: Clock };

export const removePasskey = ({ store, clock }: Deps) =>
  operation(passkeysContract.removePasskey, async ({ params, caller }) => {
    const removed = await store.remove(caller, params.passkeyId, clock.now());
    return removed ? { ok: true, value: undefined } : refuse({ reason: 'not-found' });
  });
