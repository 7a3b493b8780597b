/**
 * Reads along what every test makes the features log: a line with a name, an address, a number, a
 * password or a token fails the test that wrote it. The people and secrets of the tests are the
 * canaries; those who replace `console.log` themselves look at what they catch.
 */
import { afterEach, expect } from 'vitest';

const canaries: Readonly<Record<string, RegExp>> = {
  'an email address': /[\w.+-]+@[\w-]+\.\w+/,
  'a name': /Tremblay|Marie|Canary/i,
  'a title of what somebody watched': /Incendies|Bon Cop|Titre de minuit/i,
  'a phone number': /\+1\d{10}/,
  'a password': /canards bleus|marée monte|quatre saisons|wrong guess/i,
  'a password hash': /\$argon2/,
  'an access token': /eyJ[\w-]{10,}/,
  'a link, ticket or refresh token': /(?<![\w/.-])[\w-]{60,}(?![\w/.-])/,
  'a shared secret': /otpauth:|BEGIN [A-Z ]*KEY|secret-of-the-test/i,
};

/** What a line must not hold and does. */
export const canariesIn = (line: string) =>
  Object.entries(canaries).flatMap(([what, pattern]) => (pattern.test(line) ? [what] : []));

let found: string[] = [];
const write = console.log.bind(console);
console.log = (...parts: unknown[]) => {
  const line = parts.map(String).join(' ');
  found.push(...canariesIn(line).map((what) => `${what}: ${line}`));
  write(...parts);
};

afterEach(() => {
  const lines = found;
  found = [];
  expect(lines, 'log lines with personal data or secrets').toEqual([]);
});
