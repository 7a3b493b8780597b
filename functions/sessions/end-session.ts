import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock };

export const endSession = ({ store, clock }: Deps) =>
  operation(sessionsContract.endSession, async ({ params, caller }) => {
    const ended = await store.endOther(caller, params.sessionId, clock.now());
    return ended ? { ok: true, value: undefined } : refuse({ reason: 'not-found' });
  });
