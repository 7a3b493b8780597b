import { expect, it } from 'vitest';
import { applyChange, type ProfileChange } from '../../functions/profile/profile-change.ts';
import type { Profile } from '../../shared/profile.ts';

const now = new Date('2026-03-02T15:00:00Z');
const person: Profile = {
  profileId: 'p',
  email: 'marie@example.com',
  firstName: 'Marie',
  lastName: 'Tremblay',
  phone: '+15145550123',
  language: 'fr-CA',
  status: 'active',
  consents: { surveys: { granted: true, version: '1', at: 1 } },
};

it.each<[string, ProfileChange, string[], Record<string, string>, Partial<Profile>]>([
  ['a name', { firstName: 'Anne' }, ['firstName'], { fields: 'firstName' }, { firstName: 'Anne' }],
  ['the same name', { firstName: 'Marie' }, [], {}, { firstName: 'Marie' }],
  ['a phone taken away', { phone: null }, ['phone'], { fields: 'phone' }, { phone: undefined }],
  [
    'a consent taken back',
    { consents: { surveys: { granted: false, version: '1' } } },
    ['consents'],
    { surveys: 'refused 1' },
    { consents: { surveys: { granted: false, version: '1', at: now.getTime() } } },
  ],
  [
    'a consent to another text',
    { consents: { surveys: { granted: true, version: '2' } } },
    ['consents'],
    { surveys: 'granted 2' },
    { consents: { surveys: { granted: true, version: '2', at: now.getTime() } } },
  ],
  [
    'the same consent again, which keeps its date',
    { consents: { surveys: { granted: true, version: '1' } } },
    [],
    {},
    { consents: { surveys: { granted: true, version: '1', at: 1 } } },
  ],
  [
    'one consent of several',
    { consents: { offers: { granted: true, version: '1' } } },
    ['consents'],
    { offers: 'granted 1' },
    {
      consents: {
        surveys: { granted: true, version: '1', at: 1 },
        offers: { granted: true, version: '1', at: now.getTime() },
      },
    },
  ],
])('changes by %s what it should', (_, change, fields, details, after) => {
  const changed = applyChange(person, change, now);
  expect(changed.fields).toEqual(fields);
  expect(changed.details).toEqual(details);
  expect(changed.profile).toEqual({ ...person, ...after });
});

it('takes no phone away where there is none', () => {
  const { phone: _phone, ...without } = person;
  expect(applyChange(without, { phone: null }, now).fields).toEqual([]);
});
