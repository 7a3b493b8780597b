import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import { cookieRemoval } from './hand-over.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock };

export const endSession = ({ store, clock }: Deps) =>
  operation(sessionsContract.endSession, async ({ params, caller }) => {
    const own = params.sessionId === 'current' || params.sessionId === caller.sessionId;
    if (own) {
      // Signing out twice is signed out; another session's id has to exist.
      await store.end(caller.profileId, caller.sessionId);
      return { ok: true, value: undefined, cookies: [cookieRemoval] };
    }
    const ended = await store.endOther(caller, params.sessionId, clock.now());
    return ended ? { ok: true, value: undefined } : refuse({ reason: 'not-found' });
  });
