import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { decideHolder } from '../../functions/operator/holder.ts';
import {
  provision,
  type AccountDocument,
  type Situation,
} from '../../functions/operator/provision.ts';
import type { StoredAccount } from '../../shared/account.ts';
import { addDays, beginningOfTime } from '../../shared/calendar.ts';
import type { Profile } from '../../shared/profile.ts';
import { account, catalog, internet } from './fixtures.ts';

const accountNumber = '50000000001';
const today = '2026-11-20';
const situation = (over: Partial<Situation> = {}): Situation => ({
  accountNumber,
  stored: undefined,
  catalog: catalog(),
  today,
  ...over,
});

/** What is stored after the document was accepted. */
function storedAfter(document: AccountDocument, over: Partial<Situation> = {}): StoredAccount {
  const decided = provision(document, situation(over));
  if (!decided.ok) throw new Error(decided.refusal.reason);
  const version = (over.stored?.version ?? 0) + 1;
  return { ...decided.value.content, holderProfileId: 'p1', version };
}

const decide = (document: AccountDocument, over: Partial<Situation> = {}) =>
  provision(document, situation(over));

describe('an account, by the document', () => {
  it('begins with its cycle day for all of the past', () => {
    const decided = decide(account());
    expect(decided).toMatchObject({
      ok: true,
      value: {
        changed: true,
        content: {
          accountNumber,
          cycles: [{ from: beginningOfTime, day: 9 }],
          services: [{ serviceId: 'inet-1', status: 'active' }],
        },
      },
    });
    expect(JSON.stringify(decided)).not.toContain('pin');
  });

  it('ends a service that is missing, once, and takes it back', () => {
    const first = storedAfter(account({ services: [internet('a'), internet('b')] }));
    const second = storedAfter(account({ services: [internet('b')] }), { stored: first });
    expect(second.services).toMatchObject([
      { serviceId: 'b', status: 'active' },
      { serviceId: 'a', status: 'ended', endedOn: today },
    ]);
    const tomorrow = { stored: second, today: addDays(today, 1) };
    expect(decide(account({ services: [internet('b')] }), tomorrow)).toMatchObject({
      value: { changed: false },
    });
    const third = storedAfter(account({ services: [internet('b'), internet('a')] }), tomorrow);
    expect(third.services).toEqual([
      expect.objectContaining({ serviceId: 'b', status: 'active' }),
      expect.not.objectContaining({ endedOn: today }),
    ]);
  });

  it('forgets a service after the last period that is shown of it', () => {
    const first = storedAfter(account({ services: [internet('a'), internet('b')] }));
    const ended = storedAfter(account({ services: [internet('b')] }), { stored: first });
    const later = { stored: ended, today: addDays(today, 150) };
    expect(decide(account({ services: [internet('b')] }), later)).toMatchObject({
      value: { changed: false },
    });
    const next = storedAfter(account({ services: [internet('b', 'internet-60')] }), later);
    expect(next.services.map(({ serviceId }) => serviceId)).toEqual(['b']);
  });

  it('moves the cycle day when the open period ends', () => {
    const moved = storedAfter(account({ cycleDay: 20 }), { stored: storedAfter(account()) });
    expect(moved.cycles).toEqual([
      { from: beginningOfTime, day: 9 },
      { from: '2026-12-09', day: 20 },
    ]);
  });

  const stored = storedAfter(account());
  const many = (from: number) =>
    Array.from({ length: 20 }, (_, index) => internet(`s${from + index}`));

  it.each<[string, AccountDocument, Partial<Situation>, object]>([
    [
      'a zone that does not exist',
      account({ timeZone: 'America/Nowhere' }),
      {},
      { reason: 'invalid-request', issues: [{ path: 'body.timeZone' }] },
    ],
    [
      'another zone',
      account({ timeZone: 'America/Vancouver' }),
      { stored },
      { reason: 'time-zone-fixed', timeZone: 'America/Toronto' },
    ],
    [
      'a service named twice',
      account({ services: [internet('a'), internet('a')] }),
      {},
      { reason: 'invalid-request', issues: [{ path: 'body.services.1.serviceId' }] },
    ],
    [
      'a service that becomes another type',
      account({ services: [{ serviceId: 'inet-1', type: 'tv', planId: 'tv-mix' }] }),
      { stored },
      { reason: 'invalid-request', issues: [{ path: 'body.services.0.type' }] },
    ],
    [
      'any plan while there is no catalog',
      account(),
      { catalog: undefined },
      { reason: 'no-catalog' },
    ],
    [
      'a plan that is not in the catalog',
      account({ services: [internet('a', 'gone')] }),
      {},
      { reason: 'unknown-plan', serviceId: 'a', planId: 'gone' },
    ],
    [
      'a plan of another type',
      account({ services: [internet('a', 'tv-mix')] }),
      {},
      { reason: 'unknown-plan', planId: 'tv-mix' },
    ],
    [
      'a plan for business accounts',
      account({ services: [internet('a', 'internet-pro')] }),
      {},
      { reason: 'unknown-plan', planId: 'internet-pro' },
    ],
    [
      'a retired plan for a service that does not have it',
      account({ services: [internet('a', 'internet-old')] }),
      {},
      { reason: 'unknown-plan', planId: 'internet-old' },
    ],
    [
      'an add-on that is for another type',
      account({ services: [{ ...internet('a'), addOns: ['static-ip', 'voicemail'] }] }),
      {},
      { reason: 'unknown-add-on', id: 'voicemail' },
    ],
    [
      'a channel that is not sold alone',
      account({ services: [{ serviceId: 't', type: 'tv', planId: 'tv-mix', addOns: ['one'] }] }),
      {},
      { reason: 'unknown-add-on', id: 'one' },
    ],
    [
      'more services, with those that ended lately, than one write takes',
      account({ services: many(40) }),
      {
        stored: storedAfter(account({ services: many(20) }), {
          stored: storedAfter(account({ services: many(0) })),
        }),
      },
      { reason: 'invalid-request', issues: [{ path: 'body.services' }] },
    ],
  ])('refuses %s', (_, document, over, refusal) => {
    expect(decide(document, over)).toMatchObject({ ok: false, refusal });
  });

  it('lets a service keep the plan that was retired, and TV hold channels and packages', () => {
    const keeping = storedAfter(account({ services: [internet('a', 'internet-60')] }));
    const plans = catalog().plans.map((plan) => ({ ...plan, retired: true }));
    const document = account({ services: [{ ...internet('a', 'internet-60'), label: 'Cottage' }] });
    expect(decide(document, { stored: keeping, catalog: catalog({ plans }) }).ok).toBe(true);
    const addOns = ['film', 'movies'];
    const tv = account({ services: [{ serviceId: 't', type: 'tv', planId: 'tv-mix', addOns }] });
    expect(decide(tv).ok).toBe(true);
  });

  it('changes nothing by the same document again, whatever came before and whenever', () => {
    const services = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    const document = fc
      .record({
        ids: services,
        cycleDay: fc.integer({ min: 1, max: 31 }),
        planId: fc.constantFrom('internet-60', 'internet-120'),
        days: fc.integer({ min: 0, max: 200 }),
      })
      .map(({ ids, cycleDay, planId, days }) => ({
        document: account({ cycleDay, services: ids.map((id) => internet(id, planId)) }),
        days,
      }));
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 8 }), (documents) => {
        let before: StoredAccount | undefined;
        let day = today;
        for (const { document: next, days } of documents) {
          day = addDays(day, days);
          before = storedAfter(next, { stored: before, today: day });
          const again = decide(next, { stored: before, today: day });
          expect(again).toMatchObject({ ok: true, value: { changed: false } });
        }
      }),
    );
  });
});

describe('the holder', () => {
  const profile = (over: Partial<Profile> = {}): Profile => ({
    profileId: 'p1',
    email: 'marie@example.com',
    firstName: 'Marie',
    lastName: 'Tremblay',
    language: 'fr-CA',
    status: 'invited',
    ...over,
  });
  const other = (status: Profile['status']) => profile({ profileId: 'p2', status });
  const active = profile({ status: 'active' });
  const stored = storedAfter(account());
  const elsewhere = account({
    holder: { firstName: 'Marie', lastName: 'Tremblay', email: 'new@example.com' },
  });
  const nobody = { stored: undefined, current: undefined, owner: undefined };

  it.each<[string, AccountDocument, Partial<Parameters<typeof decideHolder>[1]>, object]>([
    [
      'is invited',
      account(),
      nobody,
      { profileId: 'new', change: { kind: 'invited' }, mail: 'registration-link' },
    ],
    [
      'who signs in already gets the account added',
      account(),
      { ...nobody, owner: active },
      { profileId: 'p1', status: 'active', change: { kind: 'added' }, mail: 'account-added' },
    ],
    [
      'who is invited already gets a new link',
      account(),
      { ...nobody, owner: profile() },
      { profileId: 'p1', status: 'invited', change: { kind: 'added' }, mail: 'registration-link' },
    ],
    [
      'stays by the same address',
      account(),
      { stored, current: profile(), owner: profile() },
      { change: { kind: 'stays' }, mail: undefined },
    ],
    [
      'stays by the same address in capitals',
      account({ holder: { firstName: 'Marie', lastName: 'Tremblay', email: 'MARIE@example.com' } }),
      { stored, current: profile(), owner: profile() },
      { change: { kind: 'stays' } },
    ],
    [
      'who is invited gives way to who is invited at a new address',
      elsewhere,
      { stored, current: profile(), owner: undefined },
      {
        profileId: 'new',
        status: 'invited',
        change: { kind: 'invited', person: { email: 'new@example.com' }, from: 'p1' },
        mail: 'registration-link',
      },
    ],
    [
      'who is invited gives way to who owns the new address',
      elsewhere,
      { stored, current: profile(), owner: other('active') },
      {
        profileId: 'p2',
        status: 'active',
        change: { kind: 'added', from: 'p1' },
        mail: 'account-added',
      },
    ],
    [
      'who is active keeps the address to sign in with',
      elsewhere,
      { stored, current: active, owner: undefined },
      { profileId: 'p1', change: { kind: 'stays' }, mail: undefined },
    ],
    [
      'who is active keeps the account',
      elsewhere,
      { stored, current: active, owner: other('active') },
      { profileId: 'p1', change: { kind: 'stays' } },
    ],
    [
      'who is invited is named anew',
      account({ language: 'en-CA' }),
      { stored, current: profile(), owner: profile() },
      { change: { kind: 'renamed', person: { language: 'en-CA' } } },
    ],
  ])('%s', (_, document, about, expected) => {
    const decided = decideHolder(document, { ...nobody, ...about, newProfileId: () => 'new' });
    expect({ mail: undefined, ...decided }).toMatchObject(expected);
  });
});
