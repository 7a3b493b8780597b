import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { hashOf, idsIn, newToken } from '../../shared/opaque-token.ts';
import type { IssueToken } from './access-token.ts';
import { chosenAccount } from './chosen-account.ts';
import { sessionsContract } from './contract.ts';
import { handOver, refreshTokenIn } from './hand-over.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { SessionStore } from './store.ts';

type Deps = {
  store: SessionStore;
  clock: Clock;
  issueToken: IssueToken;
  lifetimes: Lifetimes;
  /** Pages whose requests may bring the cookie along. */
  origins: readonly string[];
};

export const refreshSession = (deps: Deps) =>
  operation(sessionsContract.refreshSession, async ({ body, cookies, headers, sourceIp }) => {
    const { origin } = headers;
    const byCookie = body.refreshToken === undefined;
    // Browsers name the page on every POST; SameSite and CORS keep others out already.
    if (byCookie && origin !== undefined && !deps.origins.includes(origin)) {
      return refuse({ reason: 'wrong-origin' });
    }
    const token = body.refreshToken ?? refreshTokenIn(cookies) ?? '';
    const [profileId, sessionId] = idsIn(token, 2) ?? [];
    if (profileId === undefined || sessionId === undefined) {
      return refuse({ reason: 'session-ended' });
    }

    const refresh = newToken(profileId, sessionId);
    const session = await deps.store.rotate(
      { profileId, sessionId },
      { oldHash: hashOf(token), newHash: refresh.hash, now: deps.clock.now(), sourceIp },
    );
    if (session === undefined) return refuse({ reason: 'session-ended' });
    // What became of the person and the account since: the new token says it as it is now.
    const { profile, memberships } = await deps.store.person(profileId);
    if (profile === undefined || (profile.sessionEpoch ?? 0) !== session.epoch) {
      await deps.store.end(profileId, sessionId);
      return refuse({ reason: 'session-ended' });
    }
    const member = chosenAccount(profileId, memberships, session.accountNumber);
    return handOver(session, member, refresh.token, deps);
  });
