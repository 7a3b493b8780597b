import { operation } from '../../shared/http/operation.ts';
import { delegatesContract } from './contract.ts';
import { mostDelegates } from '../../shared/delegate.ts';
import { delegateView } from './view.ts';
import type { DelegateStore } from './store.ts';

export const listDelegates = ({ store }: { store: DelegateStore }) =>
  operation(delegatesContract.listDelegates, async ({ caller }) => {
    const delegates = await store.delegates(caller.accountNumber);
    const items = delegates.toSorted((a, b) => a.invitedAt - b.invitedAt).map(delegateView);
    return { ok: true, value: { items, most: mostDelegates } };
  });
