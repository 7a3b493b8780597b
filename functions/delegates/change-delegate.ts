import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { delegatesContract } from './contract.ts';
import { delegateView, samePermissions } from './view.ts';
import type { DelegateStore } from './store.ts';

/** Somebody else changed the delegate in between: it is read and decided again, so often. */
const tries = 3;

type Deps = { store: DelegateStore; clock: Clock };

export const changeDelegate = ({ store, clock }: Deps) =>
  operation(delegatesContract.changeDelegate, async ({ params, body, caller }) => {
    const { permissions } = body;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const delegate = await store.delegate(caller.accountNumber, params.delegateId);
      if (delegate === undefined) return refuse({ reason: 'not-found' });
      const isDone =
        samePermissions(delegate.permissions, permissions) ||
        (await store.change(caller, delegate, permissions, clock.now()));
      if (isDone) return { ok: true, value: delegateView({ ...delegate, permissions }) };
    }
    return refuse({ reason: 'conflict' });
  });
