import { describe, expect, it } from 'vitest';
import { erasable, erasureReport, keptKinds } from '../../functions/privacy/erasure-rules.ts';

describe.each(['fr-CA', 'en-CA'] as const)('the report of an erasure in %s', (language) => {
  it('lists for a holder everything that goes and stays, each with why and until when', () => {
    const { erased, kept } = erasureReport({ holdsAccount: true }, language);
    expect(erased).toEqual([...erasable]);
    expect(kept.map(({ what }) => what)).toEqual([...keptKinds]);
    for (const { why, until } of kept) {
      expect(why.length).toBeGreaterThan(20);
      expect(until).toMatch(/\d|retention|conservation/);
    }
  });

  it('says to who holds no account only what concerns them', () => {
    const { erased, kept } = erasureReport({ holdsAccount: false }, language);
    expect(erased).not.toContain('delegates-of-your-accounts');
    expect(kept.map(({ what }) => what)).toEqual([
      'activity',
      'mail-records',
      'attempt-counters',
      'incident-register',
      'backups',
    ]);
  });
});

it.each([
  ['account-and-bills', '6 years after the end of the year of the last bill'],
  ['tv-purchases', '760 days after each purchase'],
  ['activity', '2 years after each entry'],
  ['incident-register', '5 years after the organization became aware of the incident'],
  ['backups', '35 days'],
])('%s stays until %s', (what, until) => {
  const { kept } = erasureReport({ holdsAccount: true }, 'en-CA');
  expect(kept.find((one) => one.what === what)?.until).toBe(until);
});
