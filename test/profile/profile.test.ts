import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { profileContract as contract } from '../../functions/profile/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { newToken } from '../../shared/opaque-token.ts';
import type { OutboxMail } from '../../shared/outbox.ts';
import type { Profile } from '../../shared/profile.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken } from '../support/identity.ts';
import { itemOf, itemsWith, updateItem } from '../support/items.ts';
import { putPerson, signedIn, type Person } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const password = 'trois petits canards bleus';
const other = 'la marée monte deux fois';
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
});
afterAll(() => engine.stop());
beforeEach(() => {
  clock.advance(3601);
});

let people = 0;
const newPerson = (about: { password?: string } = { password }): Promise<Person> => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    email: `person-${n}@example.com`,
    accountNumber: `50000001${n}`,
    ...about,
  });
};
const signIn = (email: string, secret: string, code?: string) =>
  house.call(sessionsContract.signIn, { body: { email, password: secret, code } });
const stepped = (person: Person) => signedIn(engine.table, clock, person, { steppedUp: true });
const profileOf = async ({ profileId }: Person) =>
  (await itemOf(engine.table, keys.profile(profileId))) as Profile;
const mailsTo = async ({ profileId }: Person) =>
  (await itemsWith(engine.table, 'OUTBOX#')).filter(
    (item) => item['profileId'] === profileId,
  ) as unknown as OutboxMail[];
const activityOf = ({ accountNumber }: Person) =>
  itemsWith(engine.table, `ACTIVITY#${accountNumber}`);

describe('the profile', () => {
  it('shows who signs in, and none of what is secret', async () => {
    const person = await newPerson();
    const reply = await house.call(
      contract.getProfile,
      await signedIn(engine.table, clock, person),
    );
    expect(reply.body).toEqual({
      profileId: person.profileId,
      email: person.email,
      firstName: 'Marie',
      lastName: 'Tremblay',
      language: 'fr-CA',
      consents: {},
    });
  });

  it('changes what is sent and nothing else, and takes away what is null', async () => {
    const person = await newPerson();
    const { token } = await signedIn(engine.table, clock, person);
    const change = (body: object) => house.call(contract.changeProfile, { token, body });
    expect(await change({ phone: '+15145550123', language: 'en-CA' })).toMatchObject({
      status: 200,
      body: { phone: '+15145550123', language: 'en-CA', firstName: 'Marie' },
    });
    const gone = await change({ phone: null });
    expect(gone.body).not.toHaveProperty('phone');
    expect(gone.body).toMatchObject({ language: 'en-CA' });
    expect(await profileOf(person)).not.toHaveProperty('phone');
  });

  it('keeps each consent with the version it was given to, and its history', async () => {
    const person = await newPerson();
    const { token } = await signedIn(engine.table, clock, person);
    const answer = (granted: boolean, version: string) =>
      house.call(contract.changeProfile, {
        token,
        body: { consents: { 'offers-by-email': { granted, version } } },
      });
    await answer(true, '2026-01');
    await answer(true, '2026-01');
    clock.advance(60);
    expect((await answer(false, '2026-02')).body.consents).toEqual({
      'offers-by-email': { granted: false, version: '2026-02', at: clock.now().toISOString() },
    });
    expect((await activityOf(person)).map(({ details }) => details)).toEqual([
      { 'offers-by-email': 'granted 2026-01' },
      { 'offers-by-email': 'refused 2026-02' },
    ]);
  });

  it.each([
    ["Jean-François d'Arc"],
    ['O’Neil'],
    ['J. F.'],
    ['Nguyễn Thị Minh'],
    ['Σωκράτης'],
    ['李小龍'],
    ['Roy (fils)'],
  ])('takes the name %s', async (lastName) => {
    const { token } = await signedIn(engine.table, clock, await newPerson());
    const reply = await house.call(contract.changeProfile, { token, body: { lastName } });
    expect(reply).toMatchObject({ status: 200, body: { lastName } });
  });

  it.each([
    ['nothing', {}],
    ['an unknown field', { email: 'x@example.com' }],
    ['an unknown purpose', { consents: { 'sell-my-data': { granted: true, version: '1' } } }],
    ['a consent without its version', { consents: { surveys: { granted: true } } }],
    ['an address of a site for a name', { lastName: 'example.com' }],
    ['a line break in a name', { firstName: 'a\r\nBcc: x@example.com' }],
    ['a phone number that is none', { phone: '5145550123' }],
  ])('refuses %s', async (_, body) => {
    const { token } = await signedIn(engine.table, clock, await newPerson());
    expect(await house.call(contract.changeProfile, { token, body })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it('is not there for a token whose person is gone', async () => {
    const token = await customerToken(clock, { profileId: crypto.randomUUID() });
    expect((await house.call(contract.getProfile, { token })).status).toBe(404);
    expect(
      await house.call(contract.changeProfile, { token, body: { phone: null } }),
    ).toMatchObject({ status: 401, body: { code: 'session-ended' } });
  });
});

describe('a forgotten password', () => {
  const ask = (email: string, request: Request = {}) =>
    house.call(contract.requestPasswordReset, { body: { email }, ...request });
  const complete = (token: string, secret: string) =>
    house.call(contract.completePasswordReset, { body: { token, password: secret } });
  /** As the sender leaves it behind. */
  const mailed = async ({ profileId }: Person, lasts = 3_600_000) => {
    const { token, hash } = newToken(profileId);
    await updateItem(engine.table, keys.profile(profileId), {
      resetHash: hash,
      resetExpiresAt: clock.now().getTime() + lasts,
    });
    return token;
  };

  it('answers alike for who is known, unknown and only invited, and mails each what fits', async () => {
    const active = await newPerson();
    const invited = await newPerson({});
    const replies = [
      await ask(active.email),
      await ask('nobody@example.com'),
      await ask(invited.email),
    ];
    expect(replies[0]?.status).toBe(202);
    expect(
      new Set(replies.map(({ status, headers, text }) => JSON.stringify([status, headers, text])))
        .size,
    ).toBe(1);
    expect((await mailsTo(active)).map(({ template }) => template)).toEqual(['password-reset']);
    expect((await mailsTo(invited)).map(({ template }) => template)).toEqual(['registration-link']);
  });

  it('speaks the language that is asked for', async () => {
    const { body } = await ask('nobody@example.com', { headers: { 'accept-language': 'en' } });
    expect(body.message).toContain('on its way');
  });

  it('is asked for five times per address, whoever asks', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        ask('flooded@example.com', { sourceIp: `198.51.100.${i}` }),
      ),
    );
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(3);
    expect(replies.find(({ status }) => status === 429)?.headers).toHaveProperty('retry-after');
  });

  it('is replaced once, ends every session, tells the person, and lifts the lock-out', async () => {
    const person = await newPerson();
    const open = await signIn(person.email, password);
    for (let i = 0; i < 6; i++) await signIn(person.email, 'wrong wrong wrong');
    const token = await mailed(person);
    expect(await complete(token, other)).toMatchObject({
      status: 200,
      body: { email: person.email },
    });
    expect((await complete(token, other)).body.code).toBe('link-not-valid');
    expect(
      await house.call(sessionsContract.refreshSession, {
        body: { refreshToken: open.body.refreshToken },
      }),
    ).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect((await signIn(person.email, password)).status).toBe(401);
    expect((await signIn(person.email, other)).status).toBe(201);
    expect((await mailsTo(person)).map(({ template }) => template)).toEqual(['password-changed']);
    expect((await activityOf(person)).map(({ action }) => action)).toContain('password-reset');
  });

  it('lets one of twenty parallel completions through', async () => {
    const person = await newPerson();
    const token = await mailed(person);
    const replies = await Promise.all(Array.from({ length: 20 }, () => complete(token, other)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(19);
  });

  it.each([
    ['an expired link', (person: Person) => mailed(person, 0)],
    ['a link that was replaced', (person: Person) => mailed(person)],
    ['the link of something else', (person: Person) => Promise.resolve(person.link)],
    ['a made-up link', () => Promise.resolve('A'.repeat(64))],
    ['no link at all', () => Promise.resolve('B'.repeat(20))],
  ])('is not replaced with %s', async (what, make) => {
    const person = await newPerson();
    const token = await make(person);
    if (what === 'a link that was replaced') await mailed(person);
    expect(await complete(token, other)).toMatchObject({
      status: 422,
      body: { code: 'link-not-valid' },
    });
    expect((await signIn(person.email, password)).status).toBe(201);
  });

  it('is not replaced by a weak one, and the link stays good', async () => {
    const person = await newPerson();
    const token = await mailed(person);
    expect(await complete(token, 'Tremblay-2026-forever')).toMatchObject({
      status: 422,
      body: { code: 'password-refused', reasons: ['contains-your-data'] },
    });
    expect((await complete(token, other)).status).toBe(200);
  });
});

describe('the password', () => {
  const change = (token: string, secret: string) =>
    house.call(contract.changePassword, { token, body: { password: secret } });

  it('is changed after a step-up; other sessions end, this one goes on', async () => {
    const person = await newPerson();
    const elsewhere = await signIn(person.email, password);
    const here = await signIn(person.email, password);
    const { body } = await house.call(sessionsContract.stepUp, {
      token: here.body.accessToken,
      body: { password },
    });
    expect((await change(body.accessToken, other)).status).toBe(204);

    const refresh = (refreshToken: string | undefined) =>
      house.call(sessionsContract.refreshSession, { body: { refreshToken } });
    expect((await refresh(elsewhere.body.refreshToken)).status).toBe(401);
    expect((await refresh(here.body.refreshToken)).status).toBe(200);
    expect(
      await house.call(contract.changeProfile, {
        token: elsewhere.body.accessToken,
        body: { phone: null },
      }),
    ).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect((await signIn(person.email, other)).status).toBe(201);
    expect((await mailsTo(person)).map(({ template }) => template)).toEqual(['password-changed']);
  });

  it('is not changed without a step-up, or with one that is too old', async () => {
    const person = await newPerson();
    const plain = await signedIn(engine.table, clock, person);
    const reply = await change(plain.token, other);
    expect(reply).toMatchObject({
      status: 401,
      headers: {
        'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age=300',
      },
      body: { code: 'step-up-required', maxAge: 300 },
    });
    const { token } = await stepped(person);
    clock.advance(301);
    expect((await change(token, other)).body.code).toBe('step-up-required');
    expect((await signIn(person.email, password)).status).toBe(201);
  });

  it('is not changed to a weak one', async () => {
    const { token } = await stepped(await newPerson());
    expect(await change(token, 'too short')).toMatchObject({
      status: 422,
      body: { code: 'password-refused', reasons: ['too-short'] },
    });
  });

  it('is changed by one of many parallel changes at a time', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, i) => change(token, `quatre saisons numéro ${i}`)),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204, 409]));
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(
      (await mailsTo(person)).length,
    );
  });
});

describe('the email address', () => {
  const ask = (token: string, email: string) =>
    house.call(contract.requestEmailChange, { token, body: { email } });
  const complete = (token: string) => house.call(contract.completeEmailChange, { body: { token } });
  const mailed = async ({ profileId }: Person, lasts = 86_400_000) => {
    const { token, hash } = newToken(profileId);
    await updateItem(engine.table, keys.profile(profileId), {
      newEmailHash: hash,
      newEmailExpiresAt: clock.now().getTime() + lasts,
    });
    return token;
  };

  it('changes once the new one is confirmed; the old one is told twice', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    expect((await ask(token, 'new-address@example.com')).status).toBe(202);
    expect((await house.call(contract.getProfile, { token })).body).toMatchObject({
      email: person.email,
      newEmail: 'new-address@example.com',
    });
    expect((await signIn('new-address@example.com', password)).status).toBe(401);

    expect(await complete(await mailed(person))).toMatchObject({
      status: 200,
      body: { email: 'new-address@example.com' },
    });
    expect((await signIn('new-address@example.com', password)).status).toBe(201);
    expect((await signIn(person.email, password)).status).toBe(401);
    const mails = await mailsTo(person);
    expect(mails.map(({ template, address }) => [template, address]).toSorted()).toEqual([
      ['email-change-asked', person.email],
      ['email-changed', person.email],
      ['new-email', 'new-address@example.com'],
    ]);
    expect((await activityOf(person)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['email-change-asked', 'email-changed']),
    );
  });

  it("is never taken from somebody else, and the answer does not tell that it is somebody's", async () => {
    const [person, owner] = [await newPerson(), await newPerson()];
    const { token } = await stepped(person);
    const taken = await ask(token, owner.email.toUpperCase());
    const free = await ask(token, 'free@example.com');
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    expect((await mailsTo(person)).map(({ template }) => template)).toContain('new-email-taken');

    await ask(token, 'late@example.com');
    const link = await mailed(person);
    await updateItem(engine.table, keys.email('late@example.com'), { profileId: owner.profileId });
    expect((await complete(link)).body.code).toBe('link-not-valid');
    expect((await profileOf(person)).email).toBe(person.email);
  });

  it('is confirmed by one of twenty parallel completions', async () => {
    const person = await newPerson();
    await ask((await stepped(person)).token, 'twenty@example.com');
    const link = await mailed(person);
    const replies = await Promise.all(Array.from({ length: 20 }, () => complete(link)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is not confirmed with a link that has expired, or that another request has voided', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    await ask(token, 'expired@example.com');
    expect((await complete(await mailed(person, 0))).body.code).toBe('link-not-valid');
    const link = await mailed(person);
    await ask(token, 'second@example.com');
    expect((await complete(link)).body.code).toBe('link-not-valid');
  });

  it('is not taken by a link from before the password was reset or changed', async () => {
    const person = await newPerson();
    const askAgain = async () => {
      await ask((await stepped(person)).token, 'taker@example.com');
      return mailed(person);
    };
    const change = async () =>
      house.call(contract.changePassword, {
        token: (await stepped(person)).token,
        body: { password: other },
      });
    const reset = async () => {
      const { token, hash } = newToken(person.profileId);
      await updateItem(engine.table, keys.profile(person.profileId), {
        resetHash: hash,
        resetExpiresAt: clock.now().getTime() + 1000,
      });
      return house.call(contract.completePasswordReset, { body: { token, password } });
    };
    for (const remedy of [change, reset]) {
      const link = await askAgain();
      expect((await remedy()).status).toBeLessThan(300);
      expect((await complete(link)).body.code).toBe('link-not-valid');
      expect(await profileOf(person)).not.toHaveProperty('newEmail');
    }
  });

  it('once changed voids the links that went to the old one', async () => {
    const person = await newPerson();
    await ask((await stepped(person)).token, 'moved-away@example.com');
    const { token, hash } = newToken(person.profileId);
    await updateItem(engine.table, keys.profile(person.profileId), {
      resetHash: hash,
      resetExpiresAt: clock.now().getTime() + 3_600_000,
    });
    await complete(await mailed(person));
    expect(
      await house.call(contract.completePasswordReset, { body: { token, password: other } }),
    ).toMatchObject({ status: 422, body: { code: 'link-not-valid' } });
  });

  it('needs a step-up, another address than the present one, and patience after five', async () => {
    const person = await newPerson();
    const plain = await signedIn(engine.table, clock, person);
    expect((await ask(plain.token, 'x1@example.com')).body.code).toBe('step-up-required');
    const { token } = await stepped(person);
    expect((await ask(token, person.email.toUpperCase())).body).toMatchObject({
      code: 'invalid-request',
      issues: [{ path: 'body.email' }],
    });
    for (let i = 0; i < 5; i++) await ask(token, `x${i}@example.com`);
    expect((await ask(token, 'x9@example.com')).status).toBe(429);
    expect((await ask(token, 'a@b.ca\r\nBcc: x@y.ca')).status).toBe(400);
  });
});
