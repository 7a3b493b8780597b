import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { delegatesContract as contract } from '../../functions/delegates/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf, itemsWith } from '../support/items.ts';
import { putPerson, signedIn, type Person } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const password = 'trois petits canards bleus';
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
  await house.call(operatorContract.putCatalog, {
    token: await operatorTokenFor(clock),
    body: catalogFrom('2026-03-02'),
  });
});
afterAll(() => engine.stop());
beforeEach(() => {
  clock.advance(3600);
});

let people = 0;
const newPerson = (about: { password?: string } = { password }) => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    email: `delegation-${n}@example.com`,
    accountNumber: `50000003${n}`,
    ...about,
  });
};
const asHolder = async (person: Person) =>
  (await signedIn(engine.table, clock, person, { steppedUp: true })).token;

const invitation = (email: string, permissions = ['viewUsage']) => ({
  ...{ email, firstName: 'Paul', lastName: 'Roy', permissions },
});
const invite = (token: string, email: string, permissions?: string[]) =>
  house.call(contract.inviteDelegate, { token, body: invitation(email, permissions) });
const list = (token: string) => house.call(contract.listDelegates, { token });
const change = (token: string, delegateId: string, permissions: string[]) =>
  house.call(contract.changeDelegate, { token, params: { delegateId }, body: { permissions } });
const remove = (token: string, delegateId: string) =>
  house.call(contract.removeDelegate, { token, params: { delegateId } });

const mailsTo = async (profileId: string) =>
  (await itemsWith(engine.table, 'OUTBOX#')).filter((item) => item['profileId'] === profileId);
const actionsOn = async ({ accountNumber }: Person) =>
  (await itemsWith(engine.table, `ACTIVITY#${accountNumber}`)).map(({ action }) => action);

describe('an invitation', () => {
  it('looks the same for who has a profile and who has none', async () => {
    const [holder, known] = [await newPerson(), await newPerson()];
    const token = await asHolder(holder);
    const toKnown = await invite(token, known.email);
    clock.advance(1);
    const toNewcomer = await invite(token, 'newcomer@example.com');
    const bare = ({
      delegateId: _id,
      email: _email,
      invitedAt: _at,
      ...rest
    }: typeof toKnown.body) => rest;
    expect(toKnown.status).toBe(201);
    expect(bare(toKnown.body)).toEqual(bare(toNewcomer.body));
    expect(toKnown.headers).toEqual(toNewcomer.headers);
    expect((await list(token)).body).toMatchObject({
      most: 5,
      items: [
        { email: known.email, status: 'invited', permissions: ['viewUsage'] },
        { email: 'newcomer@example.com', status: 'invited' },
      ],
    });
    for (const { body } of [toKnown, toNewcomer]) {
      expect(await mailsTo(body.delegateId)).toMatchObject([
        {
          template: 'delegate-invited',
          accountNumber: holder.accountNumber,
          details: { holderId: holder.profileId },
        },
      ]);
    }
    expect(await actionsOn(holder)).toEqual(['delegate-invited', 'delegate-invited']);
  });

  it('makes who is new a profile to be completed, in the language asked for', async () => {
    const token = await asHolder(await newPerson());
    const { body } = await house.call(contract.inviteDelegate, {
      token,
      body: { ...invitation('english@example.com'), language: 'en-CA' },
    });
    expect(await itemOf(engine.table, keys.profile(body.delegateId))).toMatchObject({
      status: 'invited',
      language: 'en-CA',
      firstName: 'Paul',
    });
  });

  it('is accepted by the first visit, and lets them do what they may', async () => {
    const [holder, delegate] = [await newPerson(), await newPerson()];
    const token = await asHolder(holder);
    await invite(token, delegate.email);
    const own = await house.call(sessionsContract.signIn, {
      body: { email: delegate.email, password },
    });
    expect(own.body.accountNumber).toBe(delegate.accountNumber);
    const there = await house.call(sessionsContract.switchAccount, {
      token: own.body.accessToken,
      body: { accountNumber: holder.accountNumber },
    });
    expect((await list(token)).body.items).toMatchObject([
      { status: 'active', acceptedAt: clock.now().toISOString() },
    ]);
    const account = await house.call(accountContract.getAccount, { token: there.body.accessToken });
    expect(account).toMatchObject({
      status: 200,
      body: { accountNumber: holder.accountNumber, permissions: ['viewUsage'] },
    });
    expect(await actionsOn(holder)).toContain('delegate-accepted');
  });

  it('is refused for the holder and for who is there already', async () => {
    const holder = await newPerson();
    const token = await asHolder(holder);
    await invite(token, 'twice@example.com');
    for (const email of [holder.email, 'twice@example.com', 'TWICE@example.com']) {
      expect(await invite(token, email)).toMatchObject({
        status: 409,
        body: { code: 'already-a-member' },
      });
    }
  });

  it('lets five in, however many are invited at once', async () => {
    const holder = await newPerson();
    const token = await asHolder(holder);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, i) => invite(token, `crowd-${i}@example.com`)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(5);
    expect((await list(token)).body.items).toHaveLength(5);
    clock.advance(86_400);
    const again = await asHolder(holder);
    expect(await invite(again, 'one-more@example.com')).toMatchObject({
      status: 422,
      body: { code: 'too-many-delegates', most: 5 },
    });
    const [first] = (await list(again)).body.items;
    await remove(again, first?.delegateId ?? '');
    expect((await invite(again, 'one-more@example.com')).status).toBe(201);
  });

  it('of one person from two accounts at once makes one profile', async () => {
    const tokens = [await asHolder(await newPerson()), await asHolder(await newPerson())];
    const replies = await Promise.all(tokens.map((token) => invite(token, 'popular@example.com')));
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(replies.map(({ body }) => body.delegateId)).size).toBe(1);
  });

  it('goes to ten people a day at most, and what is refused does not count', async () => {
    const token = await asHolder(await newPerson());
    for (let i = 0; i < 10; i++) {
      const { body } = await invite(token, `day-${i}@example.com`);
      expect((await invite(token, `day-${i}@example.com`)).body.code).toBe('already-a-member');
      await remove(token, body.delegateId);
    }
    expect((await invite(token, 'day-10@example.com')).status).toBe(429);
  });

  it.each([
    ['no permission', { permissions: [] }],
    ['a permission twice', { permissions: ['viewUsage', 'viewUsage'] }],
    ['a permission that is none', { permissions: ['everything'] }],
    ['a line break in the address', { email: 'a@example.com\r\nBcc: b@example.com' }],
    ['a role', { role: 'holder' }],
    ['an address of a site for a name', { firstName: 'win-500.example' }],
    ['a link for a name', { lastName: 'https://example.com' }],
  ])('with %s is malformed', async (_, over) => {
    const token = await asHolder(await newPerson());
    expect(
      await house.call(contract.inviteDelegate, {
        token,
        body: { ...invitation('x@example.com'), ...over },
      }),
    ).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});

/** A delegate who has come to the account, with a token for it. */
async function delegation(permissions = ['viewUsage']) {
  const [holder, delegate] = [await newPerson(), await newPerson()];
  const token = await asHolder(holder);
  await invite(token, delegate.email, permissions);
  const own = await house.call(sessionsContract.signIn, {
    body: { email: delegate.email, password },
  });
  const { body } = await house.call(sessionsContract.switchAccount, {
    token: own.body.accessToken,
    body: { accountNumber: holder.accountNumber },
  });
  return { holder, delegate, token, there: body.accessToken, refreshToken: own.body.refreshToken };
}
const rename = (token: string, { accountNumber }: Person) =>
  house.call(accountContract.renameService, {
    token,
    params: { serviceId: `inet-${accountNumber}` },
    body: { label: 'Cottage' },
  });

describe('a change of permissions', () => {
  it('takes effect at the next request, whatever the token says, and is told', async () => {
    const { holder, delegate, token, there } = await delegation(['changeServices']);
    expect((await rename(there, holder)).status).toBe(200);
    expect((await change(token, delegate.profileId, ['viewUsage'])).body).toMatchObject({
      permissions: ['viewUsage'],
      status: 'active',
    });
    expect(await rename(there, holder)).toMatchObject({
      status: 403,
      body: { code: 'missing-permission', permission: 'changeServices' },
    });
    await change(token, delegate.profileId, ['changeServices', 'viewUsage']);
    expect((await rename(there, holder)).status).toBe(200);
    expect(
      (await mailsTo(delegate.profileId)).map(({ template }) => String(template)).toSorted(),
    ).toEqual(['delegate-invited', 'delegate-rights-changed', 'delegate-rights-changed']);
  });

  it('to the present ones changes nothing and mails nobody', async () => {
    const { delegate, token } = await delegation(['viewUsage', 'viewBills']);
    expect((await change(token, delegate.profileId, ['viewBills', 'viewUsage'])).status).toBe(200);
    expect(await mailsTo(delegate.profileId)).toHaveLength(1);
  });

  it('is made and told once, from ten at a time', async () => {
    const { holder, delegate, token } = await delegation(['viewUsage']);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => change(token, delegate.profileId, ['viewBills'])),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(
      (await mailsTo(delegate.profileId)).filter(
        ({ template }) => template === 'delegate-rights-changed',
      ),
    ).toHaveLength(1);
    const told = (await actionsOn(holder)).filter((one) => one === 'delegate-rights-changed');
    expect(told).toHaveLength(1);
  });
});

describe('a removal', () => {
  it('takes effect at the next request; their own account is still theirs', async () => {
    const { holder, delegate, token, there, refreshToken } = await delegation();
    expect((await remove(token, delegate.profileId)).status).toBe(204);
    expect(await house.call(accountContract.getAccount, { token: there })).toMatchObject({
      status: 403,
      body: { code: 'access-removed' },
    });
    const back = await house.call(sessionsContract.switchAccount, {
      token: there,
      body: { accountNumber: delegate.accountNumber },
    });
    expect(back.body.role).toBe('holder');
    expect(
      (await house.call(sessionsContract.refreshSession, { body: { refreshToken } })).status,
    ).toBe(200);
    const { items } = (await house.call(accountContract.listAccounts, { token: there })).body;
    expect(items.map(({ accountNumber }) => accountNumber)).toEqual([delegate.accountNumber]);
    expect((await list(token)).body.items).toEqual([]);
    expect((await mailsTo(delegate.profileId)).at(-1)).toBeDefined();
    expect(await actionsOn(holder)).toContain('delegate-removed');
    expect((await remove(token, delegate.profileId)).body.code).toBe('not-found');
  });

  it('lets a session that is on the account go on with their own', async () => {
    const { delegate, token, refreshToken } = await delegation();
    await remove(token, delegate.profileId);
    const { body } = await house.call(sessionsContract.refreshSession, { body: { refreshToken } });
    expect(body).toMatchObject({ accountNumber: delegate.accountNumber, role: 'holder' });
  });

  it('counts once, from ten at a time', async () => {
    const { delegate, holder, token } = await delegation();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => remove(token, delegate.profileId)),
    );
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await itemOf(engine.table, keys.delegateCount(holder.accountNumber))).toMatchObject({
      count: 0,
    });
  });
});

describe('a delegate of another account', () => {
  it('answers like one that is not there, and stays as they are', async () => {
    const { delegate, token: others } = await delegation();
    const token = await asHolder(await newPerson());
    const missing = crypto.randomUUID();
    for (const attempt of [
      (id: string) => change(token, id, ['viewBills']),
      (id: string) => remove(token, id),
    ]) {
      const reply = await attempt(delegate.profileId);
      expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(reply.text).toBe((await attempt(missing)).text);
    }
    expect((await list(others)).body.items).toMatchObject([{ permissions: ['viewUsage'] }]);
  });
});

it('a delegate manages no delegates, whatever they may do', async () => {
  const { delegate, there } = await delegation(['viewUsage', 'changeServices', 'viewBills']);
  expect((await list(there)).body.code).toBe('holder-only');
  expect((await invite(there, 'friend@example.com')).body.code).toBe('holder-only');
  expect((await remove(there, delegate.profileId)).body.code).toBe('holder-only');
});
