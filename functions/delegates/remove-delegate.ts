import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { delegatesContract } from './contract.ts';
import type { DelegateStore } from './store.ts';

type Deps = { store: DelegateStore; clock: Clock };

export const removeDelegate = ({ store, clock }: Deps) =>
  operation(delegatesContract.removeDelegate, async ({ params, caller }) => {
    const removed = await store.remove(caller, params.delegateId, clock.now());
    return removed ? { ok: true, value: undefined } : refuse({ reason: 'not-found' });
  });
