/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { KeySet } from '../../shared/jwks/schema.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import type { IssueToken } from './access-token.ts';
import type { FindClient } from './authenticate-client.ts';
import type { sessionsContract } from './contract.ts';
import { endSession } from './end-session.ts';
import { endSessions } from './end-sessions.ts';
import { listSessions } from './list-sessions.ts';
import { operatorToken } from './operator-token.ts';
import { refreshSession } from './refresh-session.ts';
import type { Secrets } from './secrets.store.ts';
import type { Lifetimes } from './lifetimes.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { stepUp } from './step-up.ts';
import type { SessionStore } from './store.ts';
import { switchAccount } from './switch-account.ts';
import { verificationKeys } from './verification-keys.ts';

export type SessionsDeps = {
  store: SessionStore;
  attempts: Attempts;
  clock: Clock;
  secrets: Secrets;
  findClient: FindClient;
  sealingKeys: Secret<SealingKeys>;
  issueToken: IssueToken;
  lifetimes: Lifetimes;
  /** Origins of the portal's pages. */
  origins: readonly string[];
  publicKeys: KeySet;
};

export const sessionsOperations = (deps: SessionsDeps): OperationsOf<typeof sessionsContract> => ({
  signIn: signIn(deps),
  refreshSession: refreshSession(deps),
  listSessions: listSessions(deps),
  endSessions: endSessions(deps),
  signOut: signOut(deps),
  endSession: endSession(deps),
  switchAccount: switchAccount(deps),
  stepUp: stepUp(deps),
  operatorToken: operatorToken(deps),
  verificationKeys: verificationKeys(deps.publicKeys),
});
