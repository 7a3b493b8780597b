/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { OperationsOf } from '../../shared/http/operation.ts';
import { addPasskey } from './add-passkey.ts';
import type { ChallengeStore } from './challenge.store.ts';
import type { passkeysContract } from './contract.ts';
import { listPasskeys } from './list-passkeys.ts';
import { registrationOptions } from './registration-options.ts';
import { removePasskey } from './remove-passkey.ts';
import { renamePasskey } from './rename-passkey.ts';
import { signInOptions } from './sign-in-options.ts';
import { signIn } from './sign-in.ts';
import type { PasskeyStore } from './store.ts';
import type { RelyingParty } from './verify.ts';

export type PasskeysDeps = {
  store: PasskeyStore;
  challenges: ChallengeStore;
  attempts: Attempts;
  clock: Clock;
  party: RelyingParty;
};

export const passkeysOperations = (deps: PasskeysDeps): OperationsOf<typeof passkeysContract> => ({
  passkeySignInOptions: signInOptions(deps),
  passkeySignIn: signIn(deps),
  listPasskeys: listPasskeys(deps),
  passkeyOptions: registrationOptions(deps),
  addPasskey: addPasskey(deps),
  renamePasskey: renamePasskey(deps),
  removePasskey: removePasskey(deps),
});
