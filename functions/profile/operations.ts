/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import type { Attempts } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { SealingKeys } from '../../shared/sealing.ts';
import type { Secret } from '../../shared/secret.store.ts';
import { changePassword } from './change-password.ts';
import { changeProfile } from './change-profile.ts';
import { completeEmailChange } from './complete-email-change.ts';
import { completePasswordReset } from './complete-password-reset.ts';
import { confirmTotp } from './confirm-totp.ts';
import type { profileContract } from './contract.ts';
import type { FactorStore } from './factors.store.ts';
import { getProfile } from './get-profile.ts';
import { getSecondFactors } from './get-second-factors.ts';
import { offerTotp } from './offer-totp.ts';
import { removeTotp } from './remove-totp.ts';
import { replaceRecoveryCodes } from './replace-recovery-codes.ts';
import { requestEmailChange } from './request-email-change.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import type { ProfileStore } from './store.ts';

type Deps = {
  store: ProfileStore;
  factors: FactorStore;
  attempts: Attempts;
  clock: Clock;
  sealingKeys: Secret<SealingKeys>;
};

export const profileOperations = (deps: Deps): OperationsOf<typeof profileContract> => ({
  getProfile: getProfile(deps),
  changeProfile: changeProfile(deps),
  requestPasswordReset: requestPasswordReset(deps),
  completePasswordReset: completePasswordReset(deps),
  changePassword: changePassword(deps),
  requestEmailChange: requestEmailChange(deps),
  completeEmailChange: completeEmailChange(deps),
  getSecondFactors: getSecondFactors(deps),
  offerTotp: offerTotp(deps),
  confirmTotp: confirmTotp(deps),
  removeTotp: removeTotp(deps),
  replaceRecoveryCodes: replaceRecoveryCodes(deps),
});
