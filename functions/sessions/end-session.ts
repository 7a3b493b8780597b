import { operation, refuse } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import { cookieRemoval } from './hand-over.ts';
import type { SessionStore } from './store.ts';

export const endSession = (deps: { store: SessionStore }) =>
  operation(sessionsContract.endSession, async ({ params, caller }) => {
    const own = params.sessionId === 'current' || params.sessionId === caller.sessionId;
    const ended = await deps.store.end(caller.profileId, own ? caller.sessionId : params.sessionId);
    // Signing out twice is signed out; another session's id has to exist.
    if (!ended && !own) return refuse({ reason: 'not-found' });
    return { ok: true, value: undefined, ...(own ? { cookies: [cookieRemoval] } : {}) };
  });
