/** Which passwords are refused, and why. NIST 800-63B: length and no known words, no composition. */
import { commonPasswords } from './common-passwords.ts';

export type PasswordReason =
  'too-short' | 'too-long' | 'common' | 'contains-your-data' | 'bad-characters';

const shortest = 12;
const longest = 256;
/** Shorter words of one's own (a name like Lee) would refuse too many good passwords. */
const shortestOwnWord = 4;

/** `ownWords`: the service's and the customer's own: names, address, account number. */
export function passwordReasons(password: string, ownWords: readonly string[]): PasswordReason[] {
  // Before anything that costs time by length.
  if (password.length > longest * 2) return ['too-long'];
  const text = password.normalize('NFKC');
  const length = [...text].length;
  const folded = text.toLowerCase();
  const reasons: [PasswordReason, boolean][] = [
    ['too-short', length < shortest],
    ['too-long', length > longest],
    ['bad-characters', !text.isWellFormed() || text.includes('\0')],
    ['common', isCommon(folded)],
    ['contains-your-data', ownWords.some((word) => containsWord(folded, word))],
  ];
  return reasons.filter(([, applies]) => applies).map(([reason]) => reason);
}

/** Repeating one character or a few is as common as any list's entry. */
const isCommon = (folded: string) =>
  commonPasswords.has(folded) || /^(.{1,4})\1+.{0,3}$/su.test(folded);

const containsWord = (folded: string, word: string) => {
  const own = word.normalize('NFKC').toLowerCase();
  return own.length >= shortestOwnWord && folded.includes(own);
};

/** The words that are the customer's own, from what is known of them. */
export const ownWordsOf = (
  person: { email: string; firstName: string; lastName: string; phone?: string | undefined },
  memberships: readonly { accountNumber: string }[],
) => [
  'guichet',
  person.email,
  person.email.split('@', 1)[0] ?? '',
  person.firstName,
  person.lastName,
  person.phone?.slice(-7) ?? '',
  ...memberships.map(({ accountNumber }) => accountNumber),
];
