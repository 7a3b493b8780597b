import { createHmac, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { securityContract as contract } from '../../functions/internet/security/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import type { Permission } from '../../shared/http/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import {
  downloadsUrl,
  keepingQueue,
  openHouse,
  sealingKeys,
  type House,
} from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf, itemsWith, updateItem } from '../support/items.ts';
import { putDelegate, putPerson, signedIn, type Person } from '../support/people.ts';

const start = '2026-11-23T15:00:00Z';
const clock = fixedClock(start);
const paid = 'securite-go';
const included = 'securite-ordinateur';
let engine: Engine;
let house: House;
beforeAll(async () => {
  engine = await startEngine();
  house = openHouse(engine.table, clock, keepingQueue());
  await house.call(operatorContract.putCatalog, {
    token: await operatorTokenFor(clock),
    body: catalogFrom('2026-11-23'),
  });
});
afterAll(() => engine.stop());
beforeEach(() => {
  clock.set(start);
});

let people = 0;
const newPerson = (kind: 'residential' | 'business' = 'residential') => {
  const n = String(++people).padStart(3, '0');
  return putPerson(engine.table, {
    ...{ email: `security-${n}@example.com`, accountNumber: `50000005${n}` },
    ...{ passwordHash: 'x', kind },
  });
};
const serviceOf = ({ accountNumber }: Person) => `inet-${accountNumber}`;
const tokenOf = async (person: Person) => (await signedIn(engine.table, clock, person)).token;

/** A holder at the counter, with what they may do there. */
async function holder(kind?: 'business') {
  const person = await newPerson(kind);
  const serviceId = serviceOf(person);
  const token = await tokenOf(person);
  return { person, ...counterOf(() => Promise.resolve(token), serviceId), serviceId };
}

function counterOf(token: () => Promise<string>, serviceId: string) {
  const ask = async (productId: string) => ({
    token: await token(),
    params: { serviceId, productId },
    headers: { 'accept-language': 'en-CA' },
  });
  return {
    list: async () =>
      house.call(contract.listSecurityProducts, {
        ...{ token: await token(), params: { serviceId } },
        headers: { 'accept-language': 'en-CA' },
      }),
    subscribe: async (productId = paid, query = '') =>
      house.call(contract.subscribeSecurityProduct, { ...(await ask(productId)), query }),
    cancel: async (productId = paid, query = '') =>
      house.call(contract.cancelSecurityProduct, { ...(await ask(productId)), query }),
    download: async (productId: string, platform: string, deviceName: string) =>
      house.call(contract.downloadSecurityProduct, {
        ...(await ask(productId)),
        body: { platform, deviceName },
      }),
    free: async (productId: string, seatId: string) =>
      house.call(contract.freeSecuritySeat, {
        token: await token(),
        params: { serviceId, productId, seatId },
      }),
  };
}
type Counter = Pick<ReturnType<typeof counterOf>, 'list'>;

const productIn = async ({ list }: Counter, productId: string) =>
  (await list()).body.items.find((one) => one.productId === productId);
const spansOf = async ({ accountNumber }: Person) =>
  (await itemOf(engine.table, keys.security(accountNumber, `inet-${accountNumber}`)))?.[
    'subscriptions'
  ] as unknown;
const actionsOn = async ({ accountNumber }: Person) =>
  (await itemsWith(engine.table, `ACTIVITY#${accountNumber}`)).map(({ action }) => action);
const cad = (amount: number) => ({ amount, currency: 'CAD' });

describe('the products of a service', () => {
  it('are what comes with it and what can be subscribed to', async () => {
    const { list } = await holder();
    const reply = await list();
    expect(reply.headers['content-language']).toBe('en-CA');
    expect(reply.body).toEqual({
      canChange: true,
      items: [
        {
          productId: included,
          name: 'Computer Security',
          state: 'included',
          monthlyPrice: cad(0),
          platforms: [
            { platform: 'windows', downloads: 0 },
            { platform: 'macos', downloads: 0 },
          ],
          seats: { limit: 5, used: 0, items: [] },
        },
        {
          productId: paid,
          name: 'Security GO',
          state: 'available',
          monthlyPrice: cad(299),
          platforms: [
            { platform: 'android', downloads: 0 },
            { platform: 'ios', downloads: 0 },
          ],
          seats: { limit: 3, used: 0, items: [] },
        },
      ],
    });
  });

  it('of a business account are those for businesses, to be seen and downloaded', async () => {
    const { list, download, subscribe, cancel } = await holder('business');
    const { canChange, items } = (await list()).body;
    expect([canChange, items.map(({ productId }) => productId)]).toEqual([false, [included]]);
    expect((await download(included, 'windows', 'Front desk')).status).toBe(201);
    for (const reply of [await subscribe(), await cancel()]) {
      expect(reply).toMatchObject({ status: 403, body: { code: 'business-read-only' } });
    }
  });
});

describe('a subscription', () => {
  it('begins today, and the rest of the period is charged', async () => {
    const { person, subscribe, ...counter } = await holder();
    expect(await subscribe()).toMatchObject({
      status: 200,
      body: {
        product: { productId: paid, state: 'active', activatedOn: '2026-11-23' },
        changed: true,
        price: {
          monthlyPrice: cad(299),
          prorated: {
            ...{ kind: 'charge', from: '2026-11-23', to: '2026-12-08', days: 16 },
            amount: cad(159),
          },
        },
      },
    });
    expect(await productIn(counter, paid)).toMatchObject({
      state: 'active',
      activatedOn: '2026-11-23',
    });
    expect(await spansOf(person)).toEqual([{ productId: paid, activatedOn: '2026-11-23' }]);
    expect(await actionsOn(person)).toEqual(['security-subscribed']);
  });

  it('asked for again changes and charges nothing, on whatever day', async () => {
    const { person, subscribe } = await holder();
    await subscribe();
    clock.set('2026-11-25T15:00:00Z');
    const token = await tokenOf(person);
    const again = await counterOf(() => Promise.resolve(token), serviceOf(person)).subscribe();
    expect(again.body).toMatchObject({ changed: false, product: { activatedOn: '2026-11-23' } });
    expect(again.body.price.prorated).toBeUndefined();
    expect(await actionsOn(person)).toHaveLength(1);
  });

  it('begins on the day of the account’s zone', async () => {
    clock.set('2026-11-24T03:00:00Z');
    const { subscribe } = await holder();
    expect((await subscribe()).body.product.activatedOn).toBe('2026-11-23');
  });

  it('is shown, and neither stored nor ended, by a dry run', async () => {
    const { person, subscribe, cancel } = await holder();
    const dry = await subscribe(paid, 'dryRun=true');
    expect(await spansOf(person)).toBeUndefined();
    expect((await subscribe()).body).toEqual(dry.body);
    expect((await cancel(paid, 'dryRun=true')).body).toMatchObject({
      changed: true,
      product: { state: 'available' },
    });
    expect(await spansOf(person)).toHaveLength(1);
    expect((await subscribe(paid, 'dryRun=yes')).status).toBe(400);
  });

  it('is canceled, credited and gone with its seats', async () => {
    const { person, subscribe, download } = await holder();
    await subscribe();
    await download(paid, 'android', 'Phone');
    clock.set('2026-12-01T15:00:00Z');
    const token = await tokenOf(person);
    const later = counterOf(() => Promise.resolve(token), serviceOf(person));
    expect((await later.cancel()).body).toMatchObject({
      changed: true,
      product: { state: 'available', seats: { used: 0, items: [] } },
      price: { prorated: { kind: 'credit', from: '2026-12-01', days: 8, amount: cad(80) } },
    });
    expect(await spansOf(person)).toEqual([
      { productId: paid, activatedOn: '2026-11-23', cancelledOn: '2026-12-01' },
    ]);
    expect((await later.cancel()).body).toMatchObject({ changed: false });
    expect((await later.download(paid, 'android', 'Phone')).body.code).toBe('not-subscribed');
    // Taken back on the same day it goes on as if never canceled; the charge undoes the credit.
    expect((await later.subscribe()).body).toMatchObject({
      product: { activatedOn: '2026-11-23' },
      price: { prorated: { kind: 'charge', from: '2026-12-01', days: 8, amount: cad(80) } },
    });
    expect(await spansOf(person)).toEqual([{ productId: paid, activatedOn: '2026-11-23' }]);
  });

  it('had for no day leaves nothing to charge', async () => {
    const { person, subscribe, cancel } = await holder();
    const charge = (await subscribe()).body.price.prorated;
    const credit = (await cancel()).body.price.prorated;
    expect(credit).toEqual({ ...charge, kind: 'credit' });
    expect(await spansOf(person)).toEqual([]);
  });

  it('begins anew on a later day', async () => {
    const { person, subscribe } = await holder();
    await subscribe();
    for (const [day, change] of [
      ['2026-11-28', 'cancel'],
      ['2026-12-20', 'subscribe'],
    ] as const) {
      clock.set(`${day}T15:00:00Z`);
      const token = await tokenOf(person);
      await counterOf(() => Promise.resolve(token), serviceOf(person))[change]();
    }
    expect(await spansOf(person)).toEqual([
      { productId: paid, activatedOn: '2026-11-23', cancelledOn: '2026-11-28' },
      { productId: paid, activatedOn: '2026-12-20' },
    ]);
  });

  it('is begun once by ten requests at a time', async () => {
    const { person, subscribe } = await holder();
    const replies = await Promise.all(Array.from({ length: 10 }, () => subscribe()));
    expect(replies.filter(({ body }) => body.changed)).toHaveLength(1);
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(await spansOf(person)).toHaveLength(1);
    expect(await actionsOn(person)).toHaveLength(1);
  });

  it.each([
    ['of what comes with the service', included, 422, 'included-in-service'],
    ['of what there is not', 'no-such', 404, 'not-found'],
  ])('%s is refused', async (_, productId, status, code) => {
    const { subscribe, cancel } = await holder();
    expect(await subscribe(productId)).toMatchObject({ status, body: { code } });
    expect(await cancel(productId)).toMatchObject({ status, body: { code } });
  });
});

/** As the download host computes it, from what the link says and the key derived for it. */
async function signatureOf(url: URL) {
  const key = (await sealingKeys()).keys[0]?.key ?? '';
  const derived = hkdfSync('sha256', Buffer.from(key, 'base64url'), '', 'download links', 32);
  return createHmac('sha256', Buffer.from(derived))
    .update(`${url.pathname.slice(1)}\n${url.searchParams.get('expires') ?? ''}`)
    .digest('base64url');
}

describe('a download', () => {
  it('gives a link for ten minutes that its host can check', async () => {
    const { download } = await holder();
    const reply = await download(included, 'windows', 'Office');
    expect(reply).toMatchObject({
      status: 201,
      body: {
        expiresAt: '2026-11-23T15:10:00.000Z',
        seat: { deviceName: 'Office', platform: 'windows', takenAt: '2026-11-23T15:00:00.000Z' },
        seats: { limit: 5, used: 1 },
      },
    });
    const url = new URL(reply.body.url);
    expect(`${url.origin}${url.pathname}`).toBe(
      `${downloadsUrl}/ordinateur/securite-ordinateur.msi`,
    );
    expect(Number(url.searchParams.get('expires'))).toBe(Date.parse(reply.body.expiresAt) / 1000);
    expect(url.searchParams.get('signature')).toBe(await signatureOf(url));
    url.searchParams.set('expires', '9999999999');
    expect(url.searchParams.get('signature')).not.toBe(await signatureOf(url));
  });

  it('takes a seat for a device once, and is counted each time', async () => {
    const { person, download, ...counter } = await holder();
    const first = await download(included, 'windows', 'Office');
    clock.advance(60);
    const again = await download(included, 'windows', ' OFFICE');
    expect(again.body.seat).toEqual({
      ...first.body.seat,
      lastDownloadAt: '2026-11-23T15:01:00.000Z',
    });
    await download(included, 'macos', 'Office');
    expect(await productIn(counter, included)).toMatchObject({
      platforms: [
        { platform: 'windows', downloads: 2 },
        { platform: 'macos', downloads: 1 },
      ],
      seats: { used: 2 },
    });
    expect(await actionsOn(person)).toEqual(['security-seat-taken', 'security-seat-taken']);
  });

  it('is refused with the counts when no seat is left, until one is freed', async () => {
    const { person, subscribe, download, free, ...counter } = await holder();
    await subscribe();
    for (const name of ['A', 'B', 'C']) await download(paid, 'ios', name);
    const refused = await download(paid, 'android', 'D');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'no-seat-left', limit: 3, used: 3, seats: [{ deviceName: 'A' }, {}, {}] },
    });
    expect((await download(paid, 'ios', 'B')).status).toBe(201);
    const seatId = (await productIn(counter, paid))?.seats.items[0]?.seatId ?? '';
    expect((await free(paid, seatId)).status).toBe(204);
    expect((await free(paid, seatId)).body.code).toBe('not-found');
    expect((await download(paid, 'android', 'D')).body.seats).toEqual({ limit: 3, used: 3 });
    expect(await actionsOn(person)).toContain('security-seat-freed');
  });

  it('takes no more seats than there are, by ten devices at a time', async () => {
    const { download, ...counter } = await holder();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, i) => download(included, 'windows', `Device ${i}`)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(replies.filter(({ body }) => body.code === 'no-seat-left')).toHaveLength(5);
    expect(await productIn(counter, included)).toMatchObject({
      platforms: [{ downloads: 5 }, { downloads: 0 }],
      seats: { used: 5 },
    });
  });

  it.each([
    ['without a subscription', paid, 'ios', 422, 'not-subscribed'],
    ['for another platform', included, 'ios', 422, 'platform-not-offered'],
    ['of what there is not', 'no-such', 'ios', 404, 'not-found'],
    ['for no platform', included, 'toaster', 400, 'invalid-request'],
  ])('%s is refused', async (_, productId, platform, status, code) => {
    const { download, ...counter } = await holder();
    expect(await download(productId, platform, 'Phone')).toMatchObject({ status, body: { code } });
    expect((await productIn(counter, included))?.seats.used).toBe(0);
  });

  it.each(['', 'x'.repeat(61), 'a\nb'])('for a device called %j is malformed', async (name) => {
    const { download } = await holder();
    expect((await download(included, 'windows', name)).status).toBe(400);
  });
});

it('a delegate sees the products, and changes them only with the permission', async () => {
  const { person } = await holder();
  const guest = await newPerson();
  const as = async (perms: Permission[]) => {
    await putDelegate(engine.table, guest, person.accountNumber, perms);
    const terms = { accountNumber: person.accountNumber, role: 'delegate' } as const;
    const { token } = await signedIn(engine.table, clock, guest, terms);
    return counterOf(() => Promise.resolve(token), serviceOf(person));
  };
  const viewer = await as(['viewUsage']);
  expect((await viewer.list()).body.canChange).toBe(false);
  for (const reply of [
    await viewer.subscribe(),
    await viewer.cancel(),
    await viewer.download(included, 'windows', 'PC'),
  ]) {
    expect(reply.body).toMatchObject({ code: 'missing-permission', permission: 'changeServices' });
  }
  expect((await (await as(['changeServices'])).subscribe()).status).toBe(200);
});

it.each([
  ['another account', async () => serviceOf(await newPerson())],
  ['nobody', () => Promise.resolve('no-such')],
])('a service of %s answers as one that is not there', async (_, service) => {
  const token = await tokenOf(await newPerson());
  const there = counterOf(() => Promise.resolve(token), await service());
  for (const reply of [
    await there.list(),
    await there.subscribe(),
    await there.cancel(),
    await there.download(included, 'windows', 'PC'),
    await there.free(included, crypto.randomUUID()),
  ]) {
    expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
  }
});

it('a service that has ended has no products', async () => {
  const { person, list } = await holder();
  const account = await itemOf(engine.table, keys.account(person.accountNumber));
  const services = (account?.['services'] ?? []) as object[];
  await updateItem(engine.table, keys.account(person.accountNumber), {
    services: services.map((one) => ({ ...one, status: 'ended', endedOn: '2026-11-01' })),
  });
  expect((await list()).body.code).toBe('not-found');
});

it('without a token nothing is shown', async () => {
  const reply = await house.call(contract.listSecurityProducts, { params: { serviceId: 'x' } });
  expect(reply.status).toBe(401);
});

it('what is not sold any more stays with those who have it, at its price, and nobody else', async () => {
  const { subscribe, list } = await holder();
  await subscribe();
  const catalog = catalogFrom('2026-11-23');
  const publish = async (retired: boolean) =>
    house.call(operatorContract.putCatalog, {
      token: await operatorTokenFor(clock),
      body: {
        ...catalog,
        securityProducts: catalog.securityProducts?.map((one) =>
          one.productId === paid ? { ...one, retired } : one,
        ),
      },
    });
  await publish(true);
  // Longer than a catalog is remembered.
  clock.advance(61);
  expect((await list()).body.items.map(({ productId }) => productId)).toContain(paid);
  const other = await holder();
  expect((await other.list()).body.items.map(({ productId }) => productId)).toEqual([included]);
  expect((await other.subscribe()).body.code).toBe('not-found');
  await publish(false);
  // Found though the catalog that is remembered lacks it.
  expect((await other.subscribe()).status).toBe(200);
});
