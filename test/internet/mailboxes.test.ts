import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isLoop, isReserved } from '../../functions/internet/mailboxes/address-rules.ts';
import { mailboxesContract as contract } from '../../functions/internet/mailboxes/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import type { Permission } from '../../shared/http/contract.ts';
import { verifyPassword } from '../../shared/password.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf, itemsWith, removeItem, updateItem } from '../support/items.ts';
import { putDelegate, putPerson, signedIn, type Person } from '../support/people.ts';

const clock = fixedClock('2026-03-02T15:00:00Z');
const password = 'trois petits canards bleus';
const domain = 'courriel.example.com';
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
const newPerson = (kind: 'residential' | 'business' = 'residential') => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    ...{ email: `mailboxes-${n}@example.com`, accountNumber: `50000006${n}` },
    ...{ passwordHash: 'x', kind },
  });
};
const serviceOf = ({ accountNumber }: Person) => `inet-${accountNumber}`;
let addresses = 0;
const newAddress = () => `customer-${++addresses}@${domain}`;

/** At the counter now: a token is good for ten minutes. */
async function at(person: Person, serviceId = serviceOf(person)) {
  const { token } = await signedIn(engine.table, clock, person);
  return counterOf(token, serviceId);
}
const counterOf = (token: string, serviceId: string) => ({
  list: () => house.call(contract.listMailboxes, { token, params: { serviceId } }),
  create: (address: string, more: object = {}) =>
    house.call(contract.createMailbox, {
      ...{ token, params: { serviceId } },
      body: { address, password, ...more },
    }),
  change: (address: string, body: object) =>
    house.call(contract.changeMailbox, { token, params: { serviceId, address }, body }),
  remove: (address: string) =>
    house.call(contract.deleteMailbox, { token, params: { serviceId, address } }),
});

async function holder() {
  const person = await newPerson();
  return { person, ...(await at(person)) };
}
async function withMailbox() {
  const there = await holder();
  const address = newAddress();
  const { body } = await there.create(address);
  return { ...there, address, mailboxId: body.mailboxId };
}

const addressItem = (address: string) => itemOf(engine.table, keys.mailbox(address));
const opens = async (address: string, secret: string) =>
  verifyPassword(secret, (await addressItem(address))?.['passwordHash'] as string | undefined);
const actionsOn = async ({ accountNumber }: Person) =>
  (await itemsWith(engine.table, `ACTIVITY#${accountNumber}`)).map(({ action }) => action);
const mailsTo = async ({ profileId }: Person) =>
  (await itemsWith(engine.table, 'OUTBOX#')).filter((item) => item['profileId'] === profileId);
const days = (count: number) => count * 86_400;

describe('a new mailbox', () => {
  it('is listed, counted, and opened by its password, of which only a hash is kept', async () => {
    const { person, list, create } = await holder();
    expect((await list()).body).toEqual({
      items: [],
      quota: { most: 5, used: 0 },
      domains: [domain, 'mail.example.com'],
    });
    const address = newAddress();
    const created = await create(address, { forwardTo: 'elsewhere@example.org' });
    expect(created).toMatchObject({
      status: 201,
      body: {
        ...{ address, state: 'active', forwardTo: 'elsewhere@example.org' },
        createdAt: clock.now().toISOString(),
      },
    });
    expect((await list()).body).toMatchObject({ items: [created.body], quota: { used: 1 } });
    expect(await opens(address, password)).toBe(true);
    expect(String((await addressItem(address))?.['passwordHash'])).toMatch(/^\$argon2id\$/);
    const kept = JSON.stringify(await itemsWith(engine.table, `ACCOUNT#${person.accountNumber}`));
    expect(kept).not.toContain('argon2');
    // Neither an address nor where it is forwarded to stands in what outlives it.
    const told = await itemsWith(engine.table, `ACTIVITY#${person.accountNumber}`);
    expect(told).toMatchObject([
      {
        action: 'mailbox-created',
        details: { serviceId: serviceOf(person), mailboxId: created.body.mailboxId },
      },
    ]);
    expect(JSON.stringify(told)).not.toContain('@');
  });

  it.each([
    ['two characters', 'ab'],
    ['31 characters', 'a'.repeat(31)],
    ['capital letters', 'Marie'],
    ['an accent', 'hélène'],
    ['a dot first', '.marie'],
    ['a dot last', 'marie.'],
    ['two dots together', 'marie..t'],
    ['a plus', 'marie+t'],
    ['a space', 'mar ie'],
    ['a line break', 'marie\r\nBcc'],
  ])('with %s before the @ is malformed', async (_, local) => {
    const { create } = await holder();
    expect(await create(`${local}@${domain}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it.each(['abc', 'a'.repeat(30), 'm.t_r-2', '1.2.3'])('may be called %s', async (local) => {
    const { create } = await holder();
    expect((await create(`${local}@${domain}`)).status).toBe(201);
  });

  it.each(['postmaster', 'abuse', 'admin', 'no-reply', 'no.reply', 'service_client', 'securite'])(
    'is not called %s',
    async (local) => {
      const { create } = await holder();
      expect(await create(`${local}@${domain}`)).toMatchObject({
        status: 422,
        body: { code: 'address-reserved' },
      });
    },
  );

  it.each([
    ['another domain', `marie@example.org`, {}, 'mail-domain-not-offered'],
    ['a short password', undefined, { password: 'short' }, 'password-refused'],
    [
      'the holder’s name for a password',
      undefined,
      { password: 'tremblay a la mer' },
      'password-refused',
    ],
    [
      'its own name for a password',
      `canoeing@${domain}`,
      { password: 'my canoeing trips' },
      'password-refused',
    ],
    [
      'forwarding to itself',
      `loop-1@${domain}`,
      { forwardTo: `loop-1@${domain}` },
      'forwarding-loop',
    ],
    [
      'forwarding to itself in capitals',
      `loop-2@${domain}`,
      { forwardTo: `LOOP-2@Courriel.Example.com` },
      'forwarding-loop',
    ],
    [
      'forwarding to itself with a tag',
      `loop-3@${domain}`,
      { forwardTo: `loop-3+x@${domain}` },
      'forwarding-loop',
    ],
  ])('with %s is refused', async (_, address, more, code) => {
    const { create, list } = await holder();
    expect(await create(address ?? newAddress(), more)).toMatchObject({
      status: 422,
      body: { code },
    });
    expect((await list()).body.quota.used).toBe(0);
  });

  it.each([
    [
      'an address elsewhere with a line break',
      { forwardTo: 'a@example.org\r\nBcc: b@example.org' },
    ],
    ['no address elsewhere', { forwardTo: 'nowhere' }],
    ['an owner', { accountNumber: '50000000001' }],
  ])('with %s is malformed', async (_, more) => {
    const { create } = await holder();
    expect((await create(newAddress(), more)).status).toBe(400);
  });

  it('is refused an address that is taken, and not told whose it is', async () => {
    const { address, create } = await withMailbox();
    const own = await create(address);
    const others = await (await holder()).create(address);
    expect(others).toMatchObject({ status: 409, body: { code: 'address-taken' } });
    expect(others.text).toBe(own.text);
  });

  it('is one’s alone, of eight who ask for the address at once', async () => {
    const address = newAddress();
    const counters = await Promise.all(Array.from({ length: 4 }, () => holder()));
    const replies = await Promise.all(
      [...counters, ...counters].map(({ create }) => create(address)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'address-taken')).toHaveLength(7);
    const lists = await Promise.all(counters.map(({ list }) => list()));
    expect(lists.flatMap(({ body }) => body.items)).toHaveLength(1);
  });

  it('is within the quota of the plan, however many are made at once', async () => {
    const { create, list } = await holder();
    const replies = await Promise.all(Array.from({ length: 8 }, () => create(newAddress())));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const { body } of replies.filter(({ status }) => status !== 201)) {
      expect(body).toMatchObject({ code: 'too-many-mailboxes', most: 5, used: 5, deleted: 0 });
    }
    expect((await list()).body.items).toHaveLength(5);
  });

  it('has the quota of its plan', async () => {
    const { person, list } = await holder();
    const account = await itemOf(engine.table, keys.account(person.accountNumber));
    const services = (account?.['services'] ?? []) as object[];
    await updateItem(engine.table, keys.account(person.accountNumber), {
      services: services.map((one) => ({ ...one, planId: 'internet-30' })),
    });
    expect((await list()).body.quota.most).toBe(3);
  });

  it('is asked for twenty times an hour at most', async () => {
    const { create } = await holder();
    const replies = [];
    for (let i = 0; i < 21; i++) replies.push(await create(`admin@${domain}`));
    expect(replies.map(({ status }) => status)).toEqual([...Array<number>(20).fill(422), 429]);
  });
});

describe('a mailbox', () => {
  it('gets another password', async () => {
    const { person, address, change } = await withMailbox();
    const other = 'la marée monte deux fois';
    expect((await change(address, { password: other })).status).toBe(200);
    expect([await opens(address, other), await opens(address, password)]).toEqual([true, false]);
    expect(await actionsOn(person)).toContain('mailbox-password-changed');
    expect((await change(address, { password: 'short' })).body.code).toBe('password-refused');
    expect(await opens(address, other)).toBe(true);
    expect(await mailsTo(person)).toEqual([]);
  });

  it('is forwarded, and the account holder told each time', async () => {
    const { person, address, mailboxId, change } = await withMailbox();
    for (const forwardTo of ['a@example.org', 'a@example.org', 'b@example.org', null, null]) {
      const { body } = await change(address, { forwardTo });
      expect(body.forwardTo).toBe(forwardTo ?? undefined);
    }
    const mails = await mailsTo(person);
    expect(mails.map(({ details }) => (details as { change: string }).change).toSorted()).toEqual([
      ...['changed', 'off', 'on'],
    ]);
    for (const mail of mails) {
      expect(mail).toMatchObject({
        template: 'mailbox-forwarding-changed',
        accountNumber: person.accountNumber,
        details: { serviceId: serviceOf(person), mailboxId },
      });
      expect(JSON.stringify(mail)).not.toContain('@');
    }
    expect(await actionsOn(person)).toHaveLength(4);
  });

  it('is not forwarded back to itself by way of another', async () => {
    const { address, create, change } = await withMailbox();
    const second = newAddress();
    await create(second, { forwardTo: address });
    expect(await change(address, { forwardTo: second })).toMatchObject({
      status: 422,
      body: { code: 'forwarding-loop' },
    });
  });

  it('is suspended and resumed', async () => {
    const { person, address, change } = await withMailbox();
    expect((await change(address, { suspended: true })).body.state).toBe('suspended');
    expect((await change(address, { suspended: true })).body.state).toBe('suspended');
    expect((await change(address, { suspended: false })).body.state).toBe('active');
    expect((await actionsOn(person)).toSorted()).toEqual([
      ...['mailbox-created', 'mailbox-resumed', 'mailbox-suspended'],
    ]);
  });

  it.each([
    ['nothing', {}],
    ['a deletion', { deleted: true }],
    ['its address', { address: 'other@example.com' }],
    ['a password that is none', { password: null }],
  ])('is not changed by %s', async (_, body) => {
    const { address, change } = await withMailbox();
    expect((await change(address, body)).status).toBe(400);
  });
});

describe('a deleted mailbox', () => {
  it('is shown with its end, changed by nobody, and keeps its address from others', async () => {
    const { address, list, change, remove, person } = await withMailbox();
    expect((await remove(address)).status).toBe(204);
    const restorableUntil = new Date(clock.now().getTime() + days(30) * 1000).toISOString();
    expect((await list()).body).toMatchObject({
      items: [{ address, state: 'deleted', restorableUntil }],
      quota: { used: 0 },
    });
    clock.advance(60);
    expect((await remove(address)).status).toBe(204);
    expect((await list()).body.items[0]?.restorableUntil).toBe(restorableUntil);
    for (const body of [{ suspended: true }, { password }, { forwardTo: null }]) {
      expect(await change(address, body)).toMatchObject({
        status: 422,
        body: { code: 'mailbox-deleted', restorableUntil },
      });
    }
    expect((await (await holder()).create(address)).body.code).toBe('address-taken');
    expect((await actionsOn(person)).toSorted()).toEqual(['mailbox-created', 'mailbox-deleted']);
  });

  it('is had back as it was until the last moment', async () => {
    const { person, address, change, remove } = await withMailbox();
    await change(address, { forwardTo: 'a@example.org' });
    await remove(address);
    clock.advance(days(30) - 1);
    const back = await (await at(person)).change(address, { deleted: false });
    expect(back).toMatchObject({
      status: 200,
      body: { state: 'active', forwardTo: 'a@example.org' },
    });
    expect(back.body.restorableUntil).toBeUndefined();
    expect(await opens(address, password)).toBe(true);
    expect(await addressItem(address)).not.toHaveProperty('expiresAt');
    clock.advance(days(2));
    expect((await (await at(person)).list()).body.items).toHaveLength(1);
    expect(await actionsOn(person)).toContain('mailbox-restored');
  });

  it.each([
    ['and housekeeping has not come', false],
    ['and housekeeping has removed it', true],
  ])('is free for anybody after 30 days, %s', async (_, isRemoved) => {
    const { person, address, remove } = await withMailbox();
    await remove(address);
    expect((await addressItem(address))?.['expiresAt']).toBe(
      clock.now().getTime() / 1000 + days(30),
    );
    clock.advance(days(30));
    if (isRemoved) await removeItem(engine.table, keys.mailbox(address));
    const before = await at(person);
    expect((await before.list()).body.items).toEqual([]);
    expect((await before.change(address, { deleted: false })).body.code).toBe('not-found');
    const other = await holder();
    expect((await other.create(address)).status).toBe(201);
    expect((await other.list()).body.items).toMatchObject([{ address, state: 'active' }]);
    for (const reply of [
      await before.change(address, { deleted: false }),
      await before.remove(address),
      await before.change(address, { password }),
    ]) {
      expect(reply.body.code).toBe('not-found');
    }
    expect(await addressItem(address)).not.toHaveProperty('expiresAt');
  });

  it('needs a free place to come back', async () => {
    const { address, create, change, remove } = await withMailbox();
    await remove(address);
    const others = Array.from({ length: 5 }, newAddress);
    for (const other of others) expect((await create(other)).status).toBe(201);
    expect(await change(address, { deleted: false })).toMatchObject({
      status: 422,
      body: { code: 'too-many-mailboxes', most: 5, used: 5, deleted: 1 },
    });
    await remove(others[0] ?? '');
    expect((await change(address, { deleted: false })).status).toBe(200);
  });

  it('leaves its place to no more than the plan has', async () => {
    const { create, remove } = await holder();
    for (let i = 0; i < 10; i++) {
      const address = newAddress();
      expect((await create(address)).status).toBe(201);
      await remove(address);
    }
    expect((await create(newAddress())).body).toMatchObject({
      ...{ code: 'too-many-mailboxes', most: 5, used: 0, deleted: 10 },
    });
  });

  it('is deleted once and had back once, by ten requests at a time', async () => {
    const { person, address, change, remove } = await withMailbox();
    const removals = await Promise.all(Array.from({ length: 10 }, () => remove(address)));
    expect(removals.every(({ status }) => status === 204)).toBe(true);
    const returns = await Promise.all(
      Array.from({ length: 10 }, () => change(address, { deleted: false })),
    );
    expect(returns.every(({ status }) => status === 200)).toBe(true);
    expect((await actionsOn(person)).toSorted()).toEqual([
      ...['mailbox-created', 'mailbox-deleted', 'mailbox-restored'],
    ]);
  });
});

describe('who may', () => {
  it('another customer’s mailbox answers as one that is not there, and stays as it is', async () => {
    const { address, list } = await withMailbox();
    const { change, remove } = await holder();
    for (const attempt of [
      (one: string) => change(one, { suspended: true }),
      (one: string) => change(one, { password: 'la marée monte deux fois' }),
      (one: string) => change(one, { deleted: false }),
      remove,
    ]) {
      const reply = await attempt(address);
      expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(reply.text).toBe((await attempt(newAddress())).text);
    }
    expect((await list()).body.items).toMatchObject([{ address, state: 'active' }]);
    expect(await opens(address, password)).toBe(true);
  });

  it('another customer’s service answers as one that is not there', async () => {
    const person = await newPerson();
    const { address, person: owner } = await withMailbox();
    const there = await at(person, serviceOf(owner));
    for (const reply of [
      await there.list(),
      await there.create(newAddress()),
      await there.change(address, { suspended: true }),
      await there.remove(address),
    ]) {
      expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
  });

  it('a business account sees its mailboxes and changes none', async () => {
    const { list, create, remove, change } = await at(await newPerson('business'));
    expect((await list()).status).toBe(200);
    for (const reply of [
      await create(newAddress()),
      await change(newAddress(), { suspended: true }),
      await remove(newAddress()),
    ]) {
      expect(reply).toMatchObject({ status: 403, body: { code: 'business-read-only' } });
    }
  });

  it('a delegate with the permission; the holder is told, whoever forwards', async () => {
    const { person, address } = await withMailbox();
    const guest = await newPerson();
    const as = async (perms: Permission[]) => {
      await putDelegate(engine.table, guest, person.accountNumber, perms);
      const terms = { accountNumber: person.accountNumber, role: 'delegate' } as const;
      const { token } = await signedIn(engine.table, clock, guest, terms);
      return counterOf(token, serviceOf(person));
    };
    const viewer = await as(['viewUsage', 'changeServices']);
    for (const reply of [await viewer.list(), await viewer.remove(address)]) {
      expect(reply.body).toMatchObject({ permission: 'manageEmailAddresses' });
    }
    const manager = await as(['manageEmailAddresses']);
    expect((await manager.list()).body.items).toHaveLength(1);
    expect((await manager.change(address, { forwardTo: 'a@example.org' })).status).toBe(200);
    expect(await mailsTo(person)).toHaveLength(1);
    expect(await mailsTo(guest)).toEqual([]);
  });

  it('nobody without a token', async () => {
    const reply = await house.call(contract.listMailboxes, { params: { serviceId: 'x' } });
    expect(reply.status).toBe(401);
  });
});

it.each([
  ['post.master', true],
  ['p-o-s-t-m-a-s-t-e-r', true],
  ['postmaster2', false],
  ['marie', false],
])('%s is reserved: %s', (local, expected) => {
  expect(isReserved(`${local}@${domain}`)).toBe(expected);
});

it.each([
  ['to somewhere else', 'x@y.example', [], false],
  ['to a mailbox that is not forwarded', 'b@d.example', [{ address: 'b@d.example' }], false],
  [
    'round by two others',
    'b@d.example',
    [
      { address: 'b@d.example', forwardTo: 'c@d.example' },
      { address: 'c@d.example', forwardTo: 'A@d.example' },
    ],
    true,
  ],
  [
    'into a loop of others',
    'b@d.example',
    [{ address: 'b@d.example', forwardTo: 'b@d.example' }],
    true,
  ],
  [
    'over its own old forwarding',
    'b@d.example',
    [
      { address: 'a@d.example', forwardTo: 'x@y.example' },
      { address: 'b@d.example', forwardTo: 'x@y.example' },
    ],
    false,
  ],
])('forwarding %s is a loop: %s', (_, forwardTo, others, expected) => {
  expect(isLoop('a@d.example', forwardTo, others)).toBe(expected);
});
