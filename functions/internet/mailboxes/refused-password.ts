import type { StoredAccount } from '../../../shared/account.ts';
import { ownWordsOf, passwordReasons } from '../../../shared/password-rules.ts';
import { refuse } from '../../../shared/result.ts';
import { wordsOf } from './address-rules.ts';

/** The rules of the password to sign in with, about who holds the account and the address. */
export function refusedPassword(password: string, account: StoredAccount, address: string) {
  const words = [...ownWordsOf(account.holder, [account]), ...wordsOf(address)];
  const reasons = passwordReasons(password, words);
  return reasons.length === 0 ? undefined : refuse({ reason: 'password-refused', reasons });
}
