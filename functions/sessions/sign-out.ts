import { operation } from '../../shared/http/operation.ts';
import { sessionsContract } from './contract.ts';
import { cookieRemoval } from './hand-over.ts';
import type { SessionStore } from './store.ts';

export const signOut = ({ store }: { store: SessionStore }) =>
  operation(sessionsContract.signOut, async ({ caller }) => {
    await store.end(caller.profileId, caller.sessionId);
    return { ok: true, value: undefined, cookies: [cookieRemoval] };
  });
