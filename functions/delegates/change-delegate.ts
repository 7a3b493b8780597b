import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { delegatesContract } from './contract.ts';
import { delegateView, samePermissions } from './delegate.ts';
import type { DelegateStore } from './store.ts';

type Deps = { store: DelegateStore; clock: Clock };

export const changeDelegate = ({ store, clock }: Deps) =>
  operation(delegatesContract.changeDelegate, async ({ params, body, caller }) => {
    const delegate = await store.delegate(caller.accountNumber, params.delegateId);
    if (delegate === undefined) return refuse({ reason: 'not-found' });
    const { permissions } = body;
    if (!samePermissions(delegate.permissions, permissions)) {
      const changed = await store.change(caller, params.delegateId, permissions, clock.now());
      if (!changed) return refuse({ reason: 'not-found' });
    }
    return { ok: true, value: delegateView({ ...delegate, permissions }) };
  });
