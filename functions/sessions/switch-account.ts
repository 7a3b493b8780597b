import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import type { IssueToken } from './access-token.ts';
import { sessionsContract } from './contract.ts';
import { accessOf } from './hand-over.ts';
import { isNew } from './open-session.ts';
import type { SessionStore } from './store.ts';

type Deps = { store: SessionStore; clock: Clock; issueToken: IssueToken };

export const switchAccount = ({ store, clock, issueToken }: Deps) =>
  operation(sessionsContract.switchAccount, async ({ body, caller }) => {
    const { profileId, sessionId } = caller;
    const member = await store.membership(profileId, body.accountNumber);
    // An account that is not theirs answers as one that is not there.
    if (member === undefined) return refuse({ reason: 'not-found' });
    const session = await store.switchAccount(profileId, sessionId, member.accountNumber);
    if (session === undefined) return refuse({ reason: 'session-ended' });
    if (isNew(member)) await store.accept(member, clock.now());
    return { ok: true, value: await accessOf(session, member, issueToken) };
  });
