import { describe, expect, it } from 'vitest';
import { collectCommonPasswords } from '../../infra/common-passwords.ts';
import { commonPasswords } from '../../shared/common-passwords.ts';
import { ownWordsOf, passwordReasons } from '../../shared/password-rules.ts';

it('the list of common passwords is what its packages say today', () => {
  expect([...commonPasswords]).toEqual(collectCommonPasswords());
});

describe('a password', () => {
  const marie = ownWordsOf(
    {
      email: 'm.tremblay.mtl@example.com',
      firstName: 'Marie',
      lastName: 'Tremblay',
      phone: '+15145550123',
    },
    [{ accountNumber: '50012345678' }],
  );
  it.each<[string, string, string[]]>([
    ['of twelve characters', 'quatre sapin', []],
    ['of eleven', 'quatre sapi', ['too-short']],
    ['of eleven that a ligature makes eleven of ten', 'ﬁnquatresa', ['too-short']],
    ['of twelve emoji', '🐟🦊🐢🐙🦋🐌🦎🐳🦉🐞🦔🐇', []],
    ['of 256 characters', 'ab3'.repeat(85) + 'x', ['common']],
    ['of 257 characters', 'quatre saisons '.repeat(17) + 'xy', ['too-long']],
    ['of 70,000 characters', 'x'.repeat(70_000), ['too-long']],
    ['that is common', 'passwordpassword', ['common']],
    ['that is common in capitals', 'PasswordPassword', ['common']],
    ['of one word again and again', 'lalalalalalala', ['common']],
    ['with the first name', 'marie et les canards', ['contains-your-data']],
    ['with the last name in full-width letters', 'Ｔｒｅｍｂｌａｙ secret', ['contains-your-data']],
    ['with the address', 'm.tremblay.mtl ohé', ['contains-your-data']],
    ['with the account number', 'compte 50012345678', ['contains-your-data']],
    ['with the phone number', 'tel 5550123 ok!!', ['contains-your-data']],
    ["with the service's name", 'mon guichet à moi', ['contains-your-data']],
    ['with NUL in it', 'quatre\0saisons', ['bad-characters']],
    ['with half a character', 'quatre\ud800saisons', ['bad-characters']],
  ])('%s is answered as it should', (_, password, reasons) => {
    expect(passwordReasons(password, marie)).toEqual(reasons);
  });
});
