import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkKeysOnOrder } from '../../functions/sessions/check-keys/check-keys.ts';
import { findingsOn, type Key } from '../../functions/sessions/check-keys/key-rules.ts';
import { addKey, newKeyPair } from '../../infra/signing-keys.ts';
import type { KeySet } from '../../shared/jwks/schema.ts';
import { fixedClock } from '../support/clock.ts';

describe('the rules', () => {
  const key = (keyId: string, ageInDays?: number): Key => ({
    ...{ keyId, x: `x of ${keyId}`, y: `y of ${keyId}` },
    ageInDays,
  });
  const on = (published: Key[], deployed = published) =>
    findingsOn({ published, deployed, maxAgeInDays: 90, mostKeys: 2 });

  it.each([
    ['a young key', [key('a', 0)]],
    ['a key on its last day', [key('a', 90)]],
    ['an old key beside a young one', [key('a', 400), key('b', 1)]],
    ['a key of unknown age beside a young one', [key('a'), key('b', 1)]],
    ['a key from a clock that is ahead', [key('a', -1)]],
  ])('find nothing wrong with %s', (_, published) => {
    expect(on(published)).toEqual([]);
  });

  it.each([
    ['a key that is too old', [key('a', 91)], [{ code: 'signing-key-old', ageInDays: 91 }]],
    [
      'two keys that are too old',
      [key('a', 300), key('b', 120)],
      [{ code: 'signing-key-old', ageInDays: 120 }],
    ],
    ['keys of unknown age', [key('a')], [{ code: 'signing-key-old' }]],
    ['a third key', [key('a', 1), key('b', 2), key('c', 3)], [{ code: 'too-many-keys', keys: 3 }]],
  ])('find %s', (_, published, findings) => {
    expect(on(published)).toEqual(findings);
  });

  it.each([
    ['a key more', [key('a', 1), key('b', 1)], [key('a', 1)]],
    ['a key less', [key('a', 1)], [key('a', 1), key('b', 1)]],
    ['another key', [key('b', 1)], [key('a', 1)]],
    ['another key of the same id', [{ ...key('a', 1), y: 'other' }], [key('a', 1)]],
  ])('find %s than is deployed', (_, published, deployed) => {
    expect(on(published, deployed)).toEqual([{ code: 'verification-keys-not-deployed' }]);
  });

  it('do not mind the order', () => {
    expect(on([key('a', 1), key('b', 1)], [key('b', 1), key('a', 1)])).toEqual([]);
  });

  it('find all there is', () => {
    const found = on([key('a', 99), key('b', 98), key('c', 97)], [key('a', 99)]);
    expect(found.map(({ code }) => code)).toEqual([
      'signing-key-old',
      'too-many-keys',
      'verification-keys-not-deployed',
    ]);
  });
});

describe('the job', () => {
  const clock = fixedClock('2026-11-25T14:00:00Z');
  const one = newKeyPair(clock.now()).verificationKey;
  const other = newKeyPair(clock.now()).verificationKey;
  const deployed: KeySet = { keys: [one] };
  let lines: { level: string; message: string }[];
  beforeEach(() => {
    clock.set('2026-11-25T14:00:00Z');
    lines = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => {
      lines.push(JSON.parse(String(line)) as (typeof lines)[number]);
    });
    return () => {
      spy.mockRestore();
    };
  });

  const order = '{"job":"check-keys","trigger":"schedule","scheduledFor":"2026-11-25T14:00:00Z"}';
  const run = (published: () => Promise<KeySet>, body = order) =>
    checkKeysOnOrder({ published, deployed, maxAgeInDays: 90, clock })({
      Records: [{ messageId: 'message-1', body }] as never,
    });
  const errors = () => lines.filter(({ level }) => level === 'error');

  it('says that it has looked when all is well, also twice', async () => {
    for (const _time of [1, 2]) {
      expect(await run(() => Promise.resolve(deployed))).toEqual({ batchItemFailures: [] });
    }
    expect(errors()).toEqual([]);
    expect(lines.at(-1)).toEqual({
      ...{ level: 'info', message: 'keys-checked' },
      ...{ keys: 1, findings: 0 },
    });
  });

  it('writes a line of its own for each finding, and is done', async () => {
    clock.set('2027-02-28T14:00:00Z');
    const published = () => Promise.resolve(addKey(deployed, other));
    expect(await run(published)).toEqual({ batchItemFailures: [] });
    expect(errors()).toEqual([
      { level: 'error', message: 'signing-key-old', ageInDays: 95 },
      { level: 'error', message: 'verification-keys-not-deployed' },
    ]);
  });

  const failed = { batchItemFailures: [{ itemIdentifier: 'message-1' }] };

  it('comes again when the keys cannot be read', async () => {
    expect(await run(() => Promise.reject(new Error('denied: the whole text')))).toEqual(failed);
    expect(JSON.stringify(lines)).not.toContain('whole text');
  });

  it.each(['', '{', '{"job":"aggregate-usage","trigger":"schedule"}'])(
    'gives up an order it cannot read: %j',
    async (body) => {
      expect(await run(() => Promise.resolve(deployed), body)).toEqual(failed);
      expect(errors()).toHaveLength(1);
    },
  );
});
