import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import { cookieRemoval } from './hand-over.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock };

export const endSessions = ({ store, clock }: Deps) =>
  operation(sessionsContract.endSessions, async ({ caller, query }) => {
    const keep = query.keep === 'current' ? caller.sessionId : undefined;
    const ended = await store.endAll(caller, keep, clock.now());
    if (!ended) return refuse({ reason: 'conflict' });
    return {
      ok: true,
      value: undefined,
      ...(keep === undefined ? { cookies: [cookieRemoval] } : {}),
    };
  });
