/** The signing key is replaced step by step, with the files and commands a person works with. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { rotate, type RotationStep } from '../../infra/rotation.ts';
import { addKey, newKeyPair, retireKey } from '../../infra/signing-keys.ts';
import { ageInDays, type KeySet } from '../../shared/jwks/schema.ts';

const now = new Date('2026-11-25T15:00:00Z');

describe('a new key', () => {
  const { signingKey, verificationKey } = newKeyPair(now);

  it('has the day it was made in its id', () => {
    expect(signingKey.kid).toMatch(/^2026-11-25-[0-9a-f]{8}$/);
    expect(ageInDays(signingKey.kid, now)).toBe(0);
    expect(ageInDays(signingKey.kid, new Date('2027-02-24T00:00:00Z'))).toBe(91);
  });

  it('is published without its private part', () => {
    const { d, ...published } = signingKey;
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(verificationKey).toEqual(published);
  });

  it('is another one each time', () => {
    expect(newKeyPair(now).signingKey).not.toEqual(signingKey);
  });
});

it.each(['0b9f7c1e-6f2d-4d1b-9a55-1f0c9a3e7a10', '2026-13-45-3fa94c01', '', '2026-11-25'])(
  'tells no age of a key with the id %j',
  (keyId) => {
    expect(ageInDays(keyId, now)).toBeUndefined();
  },
);

describe('a step', () => {
  const [one, other, third] = [newKeyPair(now), newKeyPair(now), newKeyPair(now)];
  const single: KeySet = { keys: [one.verificationKey] };
  const both = addKey(single, other.verificationKey);
  const take = (step: RotationStep, more: object) =>
    rotate(step, {
      stage: 'dev',
      published: single,
      next: undefined,
      signsNow: undefined,
      now,
      ...more,
    });

  it('adds a key beside the one that signs, then leaves the new one', () => {
    const { verificationKeys, signingKey } = take('prepare', {});
    expect(verificationKeys?.keys.map(({ kid }) => kid)).toEqual([
      one.signingKey.kid,
      signingKey?.kid,
    ]);
    const published = verificationKeys ?? single;
    const next = signingKey;
    const { signsNow } = take('activate', { published, next });
    expect(signsNow).toBe(next?.kid);
    expect(take('retire', { published, next, signsNow }).verificationKeys).toEqual({
      keys: [published.keys[1]],
    });
  });

  it('goes back to the old key where the new one is lost', () => {
    const { verificationKeys } = take('retire', { published: both, signsNow: one.signingKey.kid });
    expect(verificationKeys).toEqual(single);
  });

  it.each<[string, RotationStep, object, RegExp]>([
    ['a third key', 'prepare', { published: both }, /retire one first/],
    ['a second preparation', 'prepare', { next: other.signingKey }, /prepared already/],
    ['signing with a key that is not there', 'activate', {}, /No key is prepared/],
    ['signing with an unpublished key', 'activate', { next: other.signingKey }, /not published/],
    ['retiring a key that signs', 'retire', { published: both, next: other.signingKey }, /first/],
    ['leaving no key', 'retire', { published: both, signsNow: third.signingKey.kid }, /not among/],
  ])('refuses %s', (_, step, situation, message) => {
    expect(() => take(step, situation)).toThrow(message);
  });

  it('leaves the key that is to stay', () => {
    expect(retireKey(both, other.signingKey.kid).keys).toEqual([other.verificationKey]);
  });
});

describe('the commands', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'guichet-'));
  });
  const file = (name: string) => join(cwd, '.guichet/parameters-dev', name);
  const command = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(import.meta.dirname, '../../infra', script), ...args], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const json = (name: string) => JSON.parse(readFileSync(file(name), 'utf8')) as KeySet;

  it('replace a key that the parameters were made with', () => {
    command('make-parameters.ts', 'dev');
    const first = json('verification-keys.json').keys[0]?.kid;
    // What the person does after each step: stores it, deploys it, and gets what is published.
    const publish = () => {
      copyFileSync(file('verification-keys.json'), file('published-keys.json'));
    };

    expect(() => command('rotate-signing-key.ts', 'dev', 'prepare')).toThrow(
      /aws ssm get-parameter --name \/guichet\/dev\/verification-keys/,
    );
    publish();
    expect(command('rotate-signing-key.ts', 'dev', 'prepare')).toMatch(
      /verification-keys\.json --type String --overwrite/,
    );
    const next = JSON.parse(readFileSync(file('next-signing-key.json'), 'utf8')) as { kid: string };
    expect(json('verification-keys.json').keys.map(({ kid }) => kid)).toEqual([first, next.kid]);
    for (const name of ['signing-key.json', 'next-signing-key.json', 'client-secret.txt']) {
      expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    }

    expect(existsSync(file('published-keys.json'))).toBe(false);
    publish();
    expect(() => command('rotate-signing-key.ts', 'dev', 'retire')).toThrow(/activate first/);
    expect(command('rotate-signing-key.ts', 'dev', 'activate')).toMatch(
      /next-signing-key\.json --type SecureString --key-id alias\/guichet-dev-secrets --overwrite/,
    );
    publish();
    const told = command('rotate-signing-key.ts', 'dev', 'retire');
    expect(json('verification-keys.json').keys.map(({ kid }) => kid)).toEqual([next.kid]);
    expect(told).not.toContain((next as { d?: string }).d);
  });

  it('lose no key to a second try', () => {
    command('make-parameters.ts', 'dev');
    const before = readFileSync(file('signing-key.json'), 'utf8');
    expect(() => command('make-parameters.ts', 'dev')).toThrow(/EEXIST/);
    expect(readFileSync(file('signing-key.json'), 'utf8')).toBe(before);
  });

  it('keep a private part out of what is published', () => {
    command('make-parameters.ts', 'dev');
    const mistaken = { keys: [JSON.parse(readFileSync(file('signing-key.json'), 'utf8'))] };
    writeFileSync(file('published-keys.json'), JSON.stringify(mistaken));
    command('rotate-signing-key.ts', 'dev', 'prepare');
    expect(readFileSync(file('verification-keys.json'), 'utf8')).not.toContain('"d"');
  });

  it.each([
    ['no stage', []],
    ['a stage that is a path', ['../dev', 'prepare']],
    ['a step that does not exist', ['dev', 'rotate']],
  ])('say how they are used to %s', (_, args) => {
    expect(() => command('rotate-signing-key.ts', ...args)).toThrow(/Usage: .*prepare\|activate/);
  });
});
