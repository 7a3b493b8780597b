/** Recovery codes: for who lost the phone. 80 random bits each, kept as hashes, good once. */
import { randomBytes } from 'node:crypto';
import { hashOf } from './opaque-token.ts';

const count = 10;
const bytesEach = 10;
/** Crockford's base 32: no I, L, O or U to misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const compact = Array.from({ length: count }, newCode);
  return {
    codes: compact.map((code) => code.replace(/(.{4})(?!$)/g, '$1-')),
    hashes: compact.map((code) => hashOf(code)),
  };
}

/** What was typed, as it is hashed: without spaces and dashes, misread letters put right. */
export const compactCode = (typed: string) =>
  typed.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');

function newCode(): string {
  const bits = [...randomBytes(bytesEach)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[parseInt(five, 2)]).join('');
}
