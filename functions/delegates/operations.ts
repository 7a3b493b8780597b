/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { OperationsOf } from '../../shared/http/operation.ts';
import { changeDelegate } from './change-delegate.ts';
import type { delegatesContract } from './contract.ts';
import { inviteDelegate } from './invite-delegate.ts';
import { listDelegates } from './list-delegates.ts';
import { removeDelegate } from './remove-delegate.ts';
import type { DelegateStore } from './store.ts';

type Deps = { store: DelegateStore; attempts: Attempts; clock: Clock };

export const delegatesOperations = (deps: Deps): OperationsOf<typeof delegatesContract> => ({
  listDelegates: listDelegates(deps),
  inviteDelegate: inviteDelegate(deps),
  changeDelegate: changeDelegate(deps),
  removeDelegate: removeDelegate(deps),
});
