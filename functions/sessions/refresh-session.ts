import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { hashOf, idsIn, newToken } from '../../shared/opaque-token.ts';
import type { IssueToken } from './access-token.ts';
import { sessionsContract } from './contract.ts';
import { handOver, refreshTokenIn } from './hand-over.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock; issueToken: IssueToken };

export const refreshSession = (deps: Deps) =>
  operation(sessionsContract.refreshSession, async ({ body, cookies }) => {
    const token = body.refreshToken ?? refreshTokenIn(cookies) ?? '';
    const [profileId, sessionId] = idsIn(token, 2) ?? [];
    if (profileId === undefined || sessionId === undefined)
      return refuse({ reason: 'session-ended' });

    const refresh = newToken(profileId, sessionId);
    const session = await deps.store.rotate(
      { profileId, sessionId },
      { oldHash: hashOf(token), newHash: refresh.hash, now: deps.clock.now() },
    );
    if (session === undefined) return refuse({ reason: 'session-ended' });
    return handOver(session, refresh.token, deps.issueToken);
  });
