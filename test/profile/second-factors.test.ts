import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { profileContract as contract } from '../../functions/profile/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { itemOf, itemsWith } from '../support/items.ts';
import { putPerson, signedIn, type Person } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const password = 'trois petits canards bleus';
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
});
afterAll(() => engine.stop());
beforeEach(() => {
  clock.advance(3600);
});

let people = 0;
const newPerson = () => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    email: `factor-${n}@example.com`,
    accountNumber: `50000002${n}`,
    password,
  });
};
const stepped = (person: Person) => signedIn(engine.table, clock, person, { steppedUp: true });
const signIn = ({ email }: Person, code?: string) =>
  house.call(sessionsContract.signIn, { body: { email, password, code } });
const codeOf = (secret: string, secondsFromNow = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: clock.now().getTime() + secondsFromNow * 1000,
  });

/** Turns the app on; time moves on to the next code, since the first is used up. */
async function enroll(person: Person) {
  const { token } = await stepped(person);
  const { body } = await house.call(contract.offerTotp, { token });
  const on = await house.call(contract.confirmTotp, { token, body: { code: codeOf(body.secret) } });
  clock.advance(30);
  return { token, secret: body.secret, codes: on.body.recoveryCodes };
}

describe('an authenticator app', () => {
  it('is offered for scanning, and on after a first code', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    const offer = await house.call(contract.offerTotp, { token });
    expect(offer.status).toBe(201);
    expect(offer.body.otpauthUri).toContain(`secret=${offer.body.secret}`);
    expect((await signIn(person)).status).toBe(201);
    const on = await house.call(contract.confirmTotp, {
      token,
      body: { code: codeOf(offer.body.secret) },
    });
    expect(on.status).toBe(200);
    expect(new Set(on.body.recoveryCodes).size).toBe(10);
    expect(on.body.recoveryCodes[0]).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect((await house.call(contract.getSecondFactors, { token })).body).toEqual({
      totp: { on: true, since: clock.now().toISOString() },
      recoveryCodesLeft: 10,
    });
  });

  it('keeps its secret sealed, and recovery codes as hashes', async () => {
    const person = await newPerson();
    const { secret, codes } = await enroll(person);
    const stored = JSON.stringify(await itemOf(engine.table, keys.profile(person.profileId)));
    for (const text of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) {
      expect(stored).not.toContain(text);
    }
  });

  it.each([
    ['no offer', (): string | undefined => undefined, 'not-enrolled'],
    ['a wrong code', () => '000000', 'wrong-code'],
    ['the code of two steps ago', (secret: string) => codeOf(secret, -60), 'wrong-code'],
  ])('is not turned on with %s', async (_, code, reason) => {
    const { token } = await stepped(await newPerson());
    const none = code('') === undefined;
    const secret = none ? '' : (await house.call(contract.offerTotp, { token })).body.secret;
    expect(
      await house.call(contract.confirmTotp, { token, body: { code: code(secret) ?? '123456' } }),
    ).toMatchObject({ status: 422, body: { code: reason } });
  });

  it('is not turned on by the code of an older offer, or an offer that is too old', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    const first = (await house.call(contract.offerTotp, { token })).body.secret;
    const second = (await house.call(contract.offerTotp, { token })).body.secret;
    const confirm = (by: string, secret: string) =>
      house.call(contract.confirmTotp, { token: by, body: { code: codeOf(secret) } });
    expect((await confirm(token, first)).body.code).toBe('wrong-code');
    clock.advance(600);
    const later = await signedIn(engine.table, clock, person);
    expect((await confirm(later.token, second)).body.code).toBe('not-enrolled');
  });

  it('is guessed five times at most', async () => {
    const { token } = await stepped(await newPerson());
    await house.call(contract.offerTotp, { token });
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        house.call(contract.confirmTotp, { token, body: { code: '000000' } }),
      ),
    );
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('is turned on once, and not offered again while it is on', async () => {
    const person = await newPerson();
    const { token } = await stepped(person);
    const { secret } = (await house.call(contract.offerTotp, { token })).body;
    const replies = await Promise.all(
      Array.from({ length: 5 }, () =>
        house.call(contract.confirmTotp, { token, body: { code: codeOf(secret) } }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await house.call(contract.offerTotp, { token })).toMatchObject({
      status: 409,
      body: { code: 'already-enrolled' },
    });
  });

  it('is turned off after a step-up, with its recovery codes, and again', async () => {
    const person = await newPerson();
    const { token } = await enroll(person);
    const plain = await signedIn(engine.table, clock, person);
    expect((await house.call(contract.removeTotp, { token: plain.token })).body.code).toBe(
      'step-up-required',
    );
    expect((await house.call(contract.removeTotp, { token })).status).toBe(204);
    expect((await house.call(contract.removeTotp, { token })).status).toBe(204);
    expect((await signIn(person)).status).toBe(201);
    expect((await house.call(contract.getSecondFactors, { token })).body).toEqual({
      totp: { on: false },
      recoveryCodesLeft: 0,
    });
  });

  it('tells the person by mail of each change, and the activity', async () => {
    const person = await newPerson();
    const { token } = await enroll(person);
    await house.call(contract.replaceRecoveryCodes, { token });
    await house.call(contract.removeTotp, { token });
    const changes = ['recovery-codes-replaced', 'totp-off', 'totp-on'];
    const mails = (await itemsWith(engine.table, 'OUTBOX#')).filter(
      ({ profileId }) => profileId === person.profileId,
    );
    expect(mails.map(({ details }) => (details as { change: string }).change).toSorted()).toEqual(
      changes,
    );
    const entries = await itemsWith(engine.table, `ACTIVITY#${person.accountNumber}`);
    expect(entries.map(({ action }) => String(action)).toSorted()).toEqual(changes);
  });
});

describe('signing in with a second factor', () => {
  it('asks for a code once the password is right, and not before', async () => {
    const person = await newPerson();
    const { secret } = await enroll(person);
    expect(await signIn(person)).toMatchObject({
      status: 401,
      body: { code: 'second-factor-required' },
    });
    expect(
      await house.call(sessionsContract.signIn, {
        body: { email: person.email, password: 'not the password', code: codeOf(secret) },
      }),
    ).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect((await signIn(person, codeOf(secret))).status).toBe(201);
  });

  it.each([
    ['this step', 0, 201],
    ['the step before', -30, 201],
    ['the step after', 30, 201],
    ['two steps before', -60, 422],
    ['two steps after', 60, 422],
  ])('answers the code of %s as it should', async (_, seconds, status) => {
    const person = await newPerson();
    const { secret } = await enroll(person);
    clock.advance(300);
    expect((await signIn(person, codeOf(secret, seconds))).status).toBe(status);
  });

  it('takes a code once, also from five at a time', async () => {
    const person = await newPerson();
    const { secret } = await enroll(person);
    const code = codeOf(secret);
    const replies = await Promise.all(Array.from({ length: 5 }, () => signIn(person, code)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    clock.advance(901);
    expect((await signIn(person, codeOf(secret))).status).toBe(201);
  });

  it('takes each recovery code once, however it is typed', async () => {
    const person = await newPerson();
    const { token, codes } = await enroll(person);
    const [first = '', second = ''] = codes;
    expect((await signIn(person, first.toLowerCase().replaceAll('-', ' '))).status).toBe(201);
    expect(await signIn(person, first)).toMatchObject({
      status: 422,
      body: { code: 'wrong-code' },
    });
    const replies = await Promise.all(Array.from({ length: 3 }, () => signIn(person, second)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await house.call(contract.getSecondFactors, { token })).body.recoveryCodesLeft).toBe(8);
  });

  it('does not take a code that was replaced', async () => {
    const person = await newPerson();
    const { token, codes } = await enroll(person);
    const fresh = await house.call(contract.replaceRecoveryCodes, { token });
    expect(fresh.status).toBe(201);
    expect((await signIn(person, codes[0])).status).toBe(422);
    expect((await signIn(person, fresh.body.recoveryCodes[0])).status).toBe(201);
  });

  it('counts wrong codes as wrong passwords', async () => {
    const person = await newPerson();
    const { secret } = await enroll(person);
    const replies = await Promise.all(Array.from({ length: 50 }, () => signIn(person, '000000')));
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(45);
    expect((await signIn(person, codeOf(secret))).status).toBe(429);
  });

  it('refuses new recovery codes where no factor is on', async () => {
    const { token } = await stepped(await newPerson());
    expect(await house.call(contract.replaceRecoveryCodes, { token })).toMatchObject({
      status: 422,
      body: { code: 'not-enrolled' },
    });
  });
});

describe('a step-up with a second factor', () => {
  it('asks for the code as well', async () => {
    const person = await newPerson();
    const { secret } = await enroll(person);
    const { token } = await signedIn(engine.table, clock, person);
    const stepUp = (code?: string) =>
      house.call(sessionsContract.stepUp, { token, body: { password, code } });
    expect((await stepUp()).body.code).toBe('second-factor-required');
    expect((await stepUp('000000')).body.code).toBe('wrong-code');
    expect((await stepUp(codeOf(secret))).status).toBe(200);
  });
});
