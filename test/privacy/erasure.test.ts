import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privacyContract as contract } from '../../functions/privacy/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { call } from '../support/call.ts';
import { putDelegate, type Person } from '../support/people.ts';
import { dyingTable, password, startPrivacy, type World } from './privacy.ts';

let world: World;
beforeAll(async () => {
  world = await startPrivacy();
});
afterAll(() => world.stop());

const erase = (token: string | undefined, headers: Record<string, string> = {}) =>
  world.house.call(contract.eraseProfile, { token, headers });

const ofPerson = ({ profileId }: Person) => world.items(`PROFILE#${profileId}`);
const account = async (accountNumber: string) =>
  (await world.items(`ACCOUNT#${accountNumber}`, 'ACCOUNT'))[0];
const delegatesOf = (accountNumber: string) => world.items(`ACCOUNT#${accountNumber}`, 'DELEGATE');
const countDelegates = (accountNumber: string, count: number) =>
  world.put({ ...keys.delegateCount(accountNumber), count });
const templates = async ({ profileId }: Person) =>
  (await world.mails(profileId)).map(({ template }) => template);

describe('erasing oneself', () => {
  it('leaves nothing behind, tells what is kept, and says farewell to the address', async () => {
    const person = await world.customer();
    await world.put({ ...keys.passkey(person.profileId, 'c'), name: 'Tablet', createdAt: 1 });
    await world.enter(person);
    const { exportId } = await world.askedExport(person);
    await world.builder()({ profileId: person.profileId, exportId });
    const { token } = await world.enter(person);

    const reply = await erase(token, { 'accept-language': 'en' });
    expect(reply.status).toBe(200);
    expect(reply.body.erased).toEqual([
      'profile',
      'email-address',
      'account-access',
      'sessions',
      'second-factors',
      'exports',
      'delegates-of-your-accounts',
    ]);
    expect(reply.body.kept.map(({ what }) => what)).toEqual([
      'account-and-bills',
      'usage-totals',
      'mailboxes-and-security-products',
      'tv-purchases',
      'activity',
      'mail-records',
      'attempt-counters',
      'incident-register',
      'backups',
    ]);
    expect(reply.body.kept[0]?.until).toMatch(/^6 years/);
    // What the operator has on file of its customer is the account's, and is told.
    expect(reply.body.kept[0]?.why).toContain('name and email address');

    expect(await ofPerson(person)).toEqual([]);
    expect(await world.ownerOf(person.email)).toBeUndefined();
    expect(await account(person.accountNumber)).toMatchObject({
      holderErasedAt: world.clock.now().getTime(),
      version: 2,
    });
    const farewell = (await world.mails(person.profileId)).filter(
      ({ template }) => template === 'profile-erased',
    );
    expect(farewell).toMatchObject([{ address: person.email, details: { language: 'fr-CA' } }]);
    const activity = await world.items(`ACTIVITY#${person.accountNumber}`);
    expect(activity.map(({ action }) => action)).toContain('profile-erased');
    expect(JSON.stringify(activity)).not.toContain(person.email);
  });

  it('refuses tokens and sign-in afterwards as if nobody had been there', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    expect((await erase(token)).status).toBe(200);
    expect(await erase(token)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    const signIn = (email: string) =>
      world.house.call(sessionsContract.signIn, { body: { email, password } });
    const [erased, unknown] = [await signIn(person.email), await signIn('nobody@example.com')];
    expect(erased).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect(erased.text).toBe(unknown.text);
  });

  it('sets the address free for a new account', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    await erase(token);
    const again = await world.customer({ email: person.email });
    expect(again.profileId).not.toBe(person.profileId);
    expect(await world.ownerOf(person.email)).toBe(again.profileId);
  });

  it('done ten times at once is done once', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    const replies = await Promise.all(Array.from({ length: 10 }, () => erase(token)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of replies) expect([200, 401, 503]).toContain(status);
    expect(await ofPerson(person)).toEqual([]);
    expect(await templates(person)).toEqual(['profile-erased']);
    const traces = await world.items(`ACTIVITY#${person.accountNumber}`);
    expect(traces).toHaveLength(1);
  });

  it.each([
    ['nobody', () => Promise.resolve(undefined), 'unauthenticated'],
    [
      'who was not asked for the password again',
      async () => (await world.enter(await world.customer(), { steppedUp: false })).token,
      'step-up-required',
    ],
  ])('is refused to %s', async (_, token, code) => {
    expect(await erase(await token())).toMatchObject({ status: 401, body: { code } });
  });
});

describe('a delegate who is erased', () => {
  it("leaves the holder's account as it is, with one delegate less", async () => {
    const [holder, other, person] = [
      await world.customer(),
      await world.customer(),
      await world.customer(),
    ];
    for (const one of [other, person]) await putDelegate(world.table, one, holder.accountNumber);
    await countDelegates(holder.accountNumber, 2);
    const before = await account(holder.accountNumber);
    const { token } = await world.enter(person, {
      accountNumber: holder.accountNumber,
      role: 'delegate',
    });
    expect((await erase(token)).status).toBe(200);
    expect(await ofPerson(person)).toEqual([]);
    expect(await delegatesOf(holder.accountNumber)).toMatchObject([
      { delegateId: other.profileId },
      { sk: 'DELEGATES', count: 1 },
    ]);
    expect(await account(holder.accountNumber)).toEqual(before);
    expect(await world.items(`ACTIVITY#${holder.accountNumber}`)).toMatchObject([
      { action: 'profile-erased', profileId: person.profileId, role: 'delegate' },
    ]);
  });

  it('holding no account is not told of bills that are not theirs', async () => {
    const [holder, person] = [await world.customer(), await world.customer()];
    await putDelegate(world.table, person, holder.accountNumber);
    await world.table.client.send(
      new DeleteCommand({
        TableName: world.table.name,
        Key: keys.membership(person.profileId, person.accountNumber),
      }),
    );
    const { token } = await world.enter(person, {
      accountNumber: holder.accountNumber,
      role: 'delegate',
    });
    const { body } = await erase(token);
    expect(body.erased).not.toContain('delegates-of-your-accounts');
    expect(body.kept.map(({ what }) => what)).not.toContain('account-and-bills');
  });
});

describe('a holder who is erased', () => {
  const holderWithDelegates = async (count: number) => {
    const holder = await world.customer();
    const delegates: Person[] = [];
    for (let i = 0; i < count; i++) {
      const delegate = await world.customer({ registered: false });
      await putDelegate(world.table, delegate, holder.accountNumber);
      delegates.push(delegate);
    }
    await countDelegates(holder.accountNumber, count);
    return { holder, delegates };
  };

  it('takes the access of the delegates along, who are told', async () => {
    const { holder, delegates } = await holderWithDelegates(5);
    const { token } = await world.enter(holder);
    expect((await erase(token)).status).toBe(200);
    expect(await delegatesOf(holder.accountNumber)).toEqual([]);
    for (const delegate of delegates) {
      expect(await world.exists(keys.membership(delegate.profileId, holder.accountNumber))).toBe(
        false,
      );
      expect(await world.exists(keys.profile(delegate.profileId))).toBe(true);
      expect(await world.mails(delegate.profileId)).toMatchObject([
        { template: 'delegate-removed', accountNumber: holder.accountNumber },
      ]);
    }
  });

  it('leaves no delegate behind however many there are', async () => {
    const { holder, delegates } = await holderWithDelegates(32);
    const { token } = await world.enter(holder);
    expect((await erase(token)).status).toBe(200);
    expect(await delegatesOf(holder.accountNumber)).toEqual([]);
    const traces = await world.items(`ACTIVITY#${holder.accountNumber}`);
    expect(traces.filter(({ action }) => action === 'delegate-removed')).toHaveLength(32);
    for (const one of delegates) expect(await templates(one)).toEqual(['delegate-removed']);
  });

  it('of more accounts than fit one transaction leaves them all, killed wherever and repeated', async () => {
    const delegate = await world.customer({ registered: false });
    let kills = 0;
    // What is read first is no step of the erasure: a kill there has done nothing.
    for (let calls = 33; ; calls++) {
      const { holder, delegates } = await holderWithDelegates(2);
      const accounts = [holder.accountNumber];
      for (let i = 0; i < 14; i++) accounts.push(await world.anotherAccount(holder));
      for (const accountNumber of accounts.slice(1)) {
        await putDelegate(world.table, delegate, accountNumber);
        await countDelegates(accountNumber, 1);
      }
      await world.askedExport(holder);
      await world.enter(holder);
      const { token } = await world.enter(holder);
      const first = await call(
        world.featureOn(dyingTable(world.table, calls)),
        contract.eraseProfile,
        { token },
      );
      if (first.status === 500) kills++;
      const again = await erase(token);
      // Killed after the last transaction there is nobody left to ask.
      if (first.status !== 200) expect([200, 401]).toContain(again.status);

      expect(await ofPerson(holder)).toEqual([]);
      expect(await world.ownerOf(holder.email)).toBeUndefined();
      expect(await templates(holder)).toEqual(['profile-erased']);
      for (const accountNumber of accounts) {
        expect(await account(accountNumber)).toHaveProperty('holderErasedAt');
        expect(await delegatesOf(accountNumber)).toEqual([]);
        const traces = await world.items(`ACTIVITY#${accountNumber}`);
        expect(traces.filter(({ action }) => action === 'profile-erased')).toHaveLength(1);
      }
      for (const one of delegates) expect(await templates(one)).toEqual(['delegate-removed']);
      expect(await ofPerson(delegate)).toHaveLength(2);
      if (first.status === 200) break;
    }
    expect(kills).toBeGreaterThan(5);
    // Once for each account and round: never twice, never forgotten.
    const told = await world.mails(delegate.profileId);
    expect(new Set(told.map(({ accountNumber }) => accountNumber)).size).toBe(told.length);
    expect(told).toHaveLength((kills + 1) * 14);
  }, 120_000);

  it('while provisioning sends the account stays erased, and is not invited again', async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    const [erased] = await Promise.all([
      erase(token),
      ...Array.from({ length: 5 }, (_, index) =>
        world.putAccount(person.accountNumber, person.email, { cycleDay: 10 + index }),
      ),
    ]);
    expect(erased.status).toBe(200);
    await world.putAccount(person.accountNumber, person.email, { cycleDay: 20 });
    expect(await account(person.accountNumber)).toHaveProperty('holderErasedAt');
    expect(await world.ownerOf(person.email)).toBeUndefined();
  });
});

describe('afterwards the account', () => {
  const erased = async () => {
    const person = await world.customer();
    const { token } = await world.enter(person);
    await erase(token);
    return person;
  };

  it('is provisioned as ever, and nobody is written to', async () => {
    const { accountNumber, email, profileId } = await erased();
    const same = await world.putAccount(
      accountNumber,
      email.toUpperCase().replace('@EXAMPLE', '@example'),
    );
    expect(same).toMatchObject({ status: 200, body: { profile: { status: 'invited' } } });
    const changed = await world.putAccount(accountNumber, email, { cycleDay: 20 });
    expect(changed).toMatchObject({
      status: 200,
      body: { changed: true, profile: { status: 'invited' } },
    });
    expect(await account(accountNumber)).toMatchObject({
      holderProfileId: profileId,
      holderErasedAt: expect.any(Number),
    });
    expect(await world.ownerOf(email)).toBeUndefined();
    const again = await world.putAccount(accountNumber, email, { cycleDay: 20 });
    expect(again).toMatchObject({ status: 200, body: { changed: false } });
  });

  it('goes to who gets it next', async () => {
    const { accountNumber } = await erased();
    await world.putAccount(accountNumber, `next-${accountNumber}@example.com`);
    const next = (await world.ownerOf(`next-${accountNumber}@example.com`)) ?? '';
    expect(await world.exists(keys.membership(next, accountNumber))).toBe(true);
    expect(await account(accountNumber)).toMatchObject({ holderProfileId: next });
    expect(await account(accountNumber)).not.toHaveProperty('holderErasedAt');
  });

  it('goes back to its holder who registers again by number and PIN, once', async () => {
    const { accountNumber, email, profileId } = await erased();
    const ask = (body: object, source: string) =>
      world.house.call(registrationContract.requestRegistration, { body, sourceIp: source });
    const unknown = await ask({ accountNumber: '50999999999', pin: '4821' }, '198.51.100.1');
    const byEmail = await ask({ email }, '198.51.100.2');
    const wrong = await ask({ accountNumber, pin: '0000' }, '198.51.100.3');
    expect(await world.ownerOf(email)).toBeUndefined();
    const right = await Promise.all([
      ask({ accountNumber, pin: '4821' }, '198.51.100.4'),
      ask({ accountNumber, pin: '4821' }, '198.51.100.5'),
    ]);
    for (const reply of [byEmail, wrong, ...right]) {
      expect([reply.status, reply.text, reply.headers]).toEqual([
        unknown.status,
        unknown.text,
        unknown.headers,
      ]);
    }

    const returned = (await world.ownerOf(email)) ?? '';
    expect(returned).not.toBe(profileId);
    expect(await world.items(`PROFILE#${returned}`)).toMatchObject([
      { sk: `MEMBER#${accountNumber}`, role: 'holder' },
      { sk: 'PROFILE', status: 'invited', email, firstName: 'Marie' },
    ]);
    expect(await account(accountNumber)).toMatchObject({ holderProfileId: returned });
    expect(await account(accountNumber)).not.toHaveProperty('holderErasedAt');
    expect(await world.mails(returned, ['registration-link'])).toMatchObject([
      { template: 'registration-link', accountNumber },
    ]);
    // Provisioning knows them again.
    const put = await world.putAccount(accountNumber, email, {
      holder: { firstName: 'Marie', lastName: 'T.', email },
    });
    expect(put).toMatchObject({ status: 200, body: { profile: { status: 'invited' } } });
    expect((await world.items(`PROFILE#${returned}`, 'PROFILE'))[0]).toMatchObject({
      lastName: 'T.',
    });
  });

  it('is added to who signs in with the address by then', async () => {
    const { accountNumber, email } = await erased();
    const again = await world.customer({ email });
    await world.house.call(registrationContract.requestRegistration, {
      body: { accountNumber, pin: '4821' },
      sourceIp: '198.51.100.9',
    });
    expect(await world.exists(keys.membership(again.profileId, accountNumber))).toBe(true);
    expect(await world.mails(again.profileId, ['account-added'])).toMatchObject([
      { template: 'account-added', accountNumber },
    ]);
  });
});
