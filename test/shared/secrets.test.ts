import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { compactCode, newRecoveryCodes } from '../../shared/recovery-codes.ts';
import { hashOf } from '../../shared/opaque-token.ts';
import { open, seal, type SealingKeys } from '../../shared/sealing.ts';
import { newTotpSecret, stepOf } from '../../shared/totp.ts';

const key = (id: string, byte: number) => ({
  id,
  key: Buffer.alloc(32, byte).toString('base64url'),
});
const ring: SealingKeys = { keys: [key('1', 1)] };

describe('a sealed text', () => {
  it('opens as it was, in its own context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
        const whole = text.toWellFormed();
        expect(open(ring, seal(ring, whole, context), context)).toBe(whole);
      }),
    );
  });

  it('opens in no other context, and not with any character altered', () => {
    const sealed = seal(ring, 'a cursor', 'account 1');
    expect(open(ring, sealed, 'account 2')).toBeUndefined();
    for (let at = 0; at < sealed.length; at++) {
      for (const letter of ['A', 'b', '.', '=']) {
        const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        if (altered !== sealed) expect(open(ring, altered, 'account 1')).toBeUndefined();
      }
    }
  });

  it.each([[''], ['.'], ['1'], ['1.'], ['1.AAAA'], ['2.AAAA'], ['1.%%']])('is not %j', (text) => {
    expect(open(ring, text, 'x')).toBeUndefined();
  });

  it('opens with an older key while that is in the ring', () => {
    const sealed = seal(ring, 'old', 'x');
    expect(open({ keys: [key('2', 2), key('1', 1)] }, sealed, 'x')).toBe('old');
    expect(open({ keys: [key('2', 2)] }, sealed, 'x')).toBeUndefined();
    expect(seal({ keys: [key('2', 2), key('1', 1)] }, 'new', 'x')).toMatch(/^2\./);
  });
});

describe('recovery codes', () => {
  it('are ten, and found by their hash however they are typed', () => {
    const { codes, hashes } = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    expect(codes.map((code) => hashOf(compactCode(code)))).toEqual(hashes);
    const [code = ''] = codes;
    for (const typed of [code.toLowerCase(), code.replaceAll('-', ' '), ` ${code} `]) {
      expect(hashOf(compactCode(typed))).toBe(hashes[0]);
    }
    expect(compactCode('oil0-1')).toBe('01101');
  });
});

describe('a code of an authenticator app', () => {
  // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  it.each([
    [59, '287082', 1],
    [1111111109, '081804', 37037036],
    [1111111111, '050471', 37037037],
    [1234567890, '005924', 41152263],
    [2000000000, '279037', 66666666],
    [20000000000, '353130', 666666666],
  ])('at second %i is %s', (seconds, code, step) => {
    expect(stepOf(secret, code, new Date(seconds * 1000))).toBe(step);
    expect(stepOf(secret, code, new Date((seconds + 30) * 1000))).toBe(step);
    expect(stepOf(secret, code, new Date((seconds + 90) * 1000))).toBeUndefined();
  });

  it('has a secret of 160 bits', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  });
});
