/** What customers see of their TV purchases, through the public handlers, on a real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { purchasesContract } from '../../functions/tv/purchases/contract.ts';
import { purchasesOperations } from '../../functions/tv/purchases/operations.ts';
import { moveCycle } from '../../shared/calendar.ts';
import { feature } from '../../shared/http/feature.ts';
import { keys } from '../../shared/table/keys.ts';
import { call } from '../support/call.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { updateItem } from '../support/items.ts';
import { putDelegate, signedIn, type Person } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';
import { recordOf, startPurchases, tv, type Wire, type World } from './purchases.ts';

const now = '2026-11-15T12:00:00Z';
let world: World;
beforeAll(async () => {
  world = await startPurchases(now);
});
beforeEach(() => {
  world.clock.set(now);
});
afterAll(() => world.stop());

const cad = (amount: number) => ({ amount, currency: 'CAD' });

/** Who bought these. */
async function buyer(records: Wire[]): Promise<Person> {
  const person = await world.holder();
  const sent = records.map((changes) => recordOf(person.accountNumber, changes));
  const outcomes = await world.outcomes(sent);
  expect(outcomes).toEqual(records.map(() => 'accepted'));
  return person;
}

const viewed_at = '2026-11-15T01:05:00Z';
const charged = { purchase_id: 'seen-1', status: 'charged', viewed_at };

describe('GET purchases', () => {
  it('shows the current period, newest first, with its totals', async () => {
    const ids = (name: string) => ({ purchase_id: `first-${name}` });
    const person = await buyer([
      { ...ids('a'), status: 'charged', viewed_at },
      { ...ids('b'), ordered_at: '2026-11-12T20:00:00Z', status: 'charged', amount: 799 },
      { ...ids('b'), ordered_at: '2026-11-12T20:00:00Z', status: 'credited', amount: 300 },
      {
        ...{ ...ids('c'), type: 'ppv', title: 'Gala', title_id: 'gala', rental_hours: 24 },
        ...{ ordered_at: '2026-11-15T11:00:00Z', amount: 6999 },
      },
      { ...ids('d'), ordered_at: '2026-11-10T20:00:00Z', status: 'viewed', viewed_at, amount: 450 },
      { ...ids('e'), ordered_at: '2026-11-09T20:00:00Z', status: 'cancelled' },
      { ...ids('f'), ordered_at: '2026-11-08T20:00:00Z', status: 'charged' },
    ]);
    const { status, body, headers } = await world.list(person);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-language': 'fr-CA', 'cache-control': 'no-store' });
    expect(body).toMatchObject({
      serviceId: `tv-${person.accountNumber}`,
      period: { start: '2026-11-09', end: '2026-12-08' },
      current: true,
      omitted: 0,
      periods: [
        { start: '2026-11-09', end: '2026-12-08' },
        { start: '2026-10-09', end: '2026-11-08' },
        { start: '2026-09-09', end: '2026-10-08' },
        { start: '2026-08-09', end: '2026-09-08' },
      ],
      totals: {
        ...{ charged: cad(599 + 799), credited: cad(300), net: cad(599 + 799 - 300) },
        ...{ toBeCharged: cad(450), pending: cad(6999) },
      },
    });
    expect(body.items.map(({ purchaseId, status }) => [purchaseId, status])).toEqual([
      ['first-c', 'pending'],
      ['first-a', 'charged'],
      ['first-b', 'credited'],
      ['first-d', 'viewed'],
      ['first-e', 'cancelled'],
    ]);
    expect(body.items[0]).toEqual({
      ...{ purchaseId: 'first-c', type: 'ppv', title: 'Gala', titleId: 'gala', masked: false },
      ...{ orderedAt: '2026-11-15T11:00:00.000Z', orderedOn: '2026-11-15', rentalHours: 24 },
      rentalUntil: '2026-11-16T11:00:00.000Z',
      ...{ status: 'pending', price: cad(6999), charged: cad(0), credited: cad(0) },
    });
    expect(body.items[1]).toMatchObject({
      ...{ orderedOn: '2026-11-14', viewedAt: '2026-11-15T01:05:00.000Z' },
      rentalUntil: '2026-11-17T01:05:00.000Z',
    });
    expect(body.items[4]).not.toHaveProperty('rentalUntil');
  });

  it('shows nothing of who bought nothing', async () => {
    const { body } = await world.list(await world.holder());
    expect(body).toMatchObject({ items: [], totals: { net: cad(0), pending: cad(0) } });
  });

  it('shows what was given back beyond the charge', async () => {
    const credit = { status: 'credited', amount: 1000 };
    const person = await buyer([
      { ...charged, purchase_id: 'beyond' },
      { ...credit, purchase_id: 'beyond' },
    ]);
    expect((await world.list(person)).body.totals.net).toEqual(cad(-401));
  });

  it('keeps the services of an account apart, also where one id begins with another', async () => {
    const person = await world.holder([tv('tv-a'), tv('tv-ab')]);
    const of = (service_id: string) => recordOf(person.accountNumber, { service_id });
    await world.outcomes([of('tv-a'), of('tv-ab'), of('tv-ab')]);
    const count = async (serviceId: string) =>
      (await world.list(person, { serviceId })).body.items.length;
    expect([await count('tv-a'), await count('tv-ab')]).toEqual([1, 2]);
  });

  it('still shows a service that has ended', async () => {
    const person = await buyer([{ ...charged, purchase_id: 'ended' }]);
    const { accountNumber } = person;
    await updateItem(world.table, keys.account(accountNumber), {
      services: [tv(`tv-${accountNumber}`, { status: 'ended', endedOn: '2026-11-15' })],
    });
    expect((await world.list(person)).body.items).toHaveLength(1);
  });

  it('shows a business what it bought', async () => {
    const person = await world.holder([], { kind: 'business' });
    await world.outcomes([recordOf(person.accountNumber)]);
    expect((await world.list(person)).body.items).toHaveLength(1);
  });
});

describe('a period', () => {
  it.each([
    ['the current one', '2026-11-09', 200],
    ['the one before', '2026-10-09', 200],
    ['the oldest that is shown', '2026-08-09', 200],
    ['one before that', '2026-07-09', 422],
    ['the next one', '2026-12-09', 422],
    ['a day within one', '2026-11-10', 422],
    ['the beginning of time', '0001-01-01', 422],
    ['the end of it', '9999-12-31', 422],
    ['a day that is none', '2026-02-30', 400],
    ['a word', 'current', 400],
  ])('that is %s', async (_, period, expected) => {
    const { status, body } = await world.list(await world.holder(), { query: `period=${period}` });
    expect(status).toBe(expected);
    if (expected === 422) {
      expect(body).toMatchObject({ code: 'unknown-period', periods: [{}, {}, {}, {}] });
    }
  });

  it('begins and ends at midnight of the account', async () => {
    // Of 8 November, the night after the clocks were set back is long over: UTC-5.
    const person = await buyer([
      { purchase_id: 'night-1', ordered_at: '2026-11-09T04:59:59.999Z', title: 'Titre de minuit' },
      { purchase_id: 'night-2', ordered_at: '2026-11-09T05:00:00Z' },
      { purchase_id: 'night-3', ordered_at: '2026-10-09T03:59:59Z' },
      { purchase_id: 'night-4', ordered_at: '2026-10-09T04:00:00Z' },
    ]);
    const idsOf = async (period: string) =>
      (await world.list(person, { query: `period=${period}` })).body.items.map(
        ({ purchaseId, orderedOn }) => `${purchaseId} ${orderedOn}`,
      );
    expect(await idsOf('2026-11-09')).toEqual(['night-2 2026-11-09']);
    expect(await idsOf('2026-10-09')).toEqual(['night-1 2026-11-08', 'night-4 2026-10-09']);
    expect(await idsOf('2026-09-09')).toEqual(['night-3 2026-10-08']);
  });

  it.each([
    ['Pacific/Kiritimati', '2026-11-08T10:00:00Z', '2026-11-08T09:59:59Z'],
    ['Pacific/Honolulu', '2026-11-09T10:00:00Z', '2026-11-09T09:59:59Z'],
  ])('is cut in %s, however far from UTC', async (timeZone, first, before) => {
    const person = await world.holder([], { timeZone });
    await world.outcomes([
      recordOf(person.accountNumber, { ordered_at: first, title_id: 'first' }),
      recordOf(person.accountNumber, { ordered_at: before, title_id: 'before' }),
    ]);
    const titlesOf = async (query: string) =>
      (await world.list(person, { query })).body.items.map(({ titleId }) => titleId);
    expect(await titlesOf('')).toEqual(['first']);
    expect(await titlesOf('period=2026-11-09')).toEqual(['first']);
    expect(await titlesOf('period=2026-10-09')).toEqual(['before']);
  });

  it('is what it was when the cycle day moves, and the one after it is short', async () => {
    const person = await buyer([
      { purchase_id: 'moved-1', ordered_at: '2026-10-20T16:00:00Z' },
      { purchase_id: 'moved-2', ordered_at: '2026-11-12T16:00:00Z' },
    ]);
    const cycles = moveCycle([{ from: '0001-01-01', day: 9 }], 20, '2026-11-15');
    await updateItem(world.table, keys.account(person.accountNumber), { cycles });
    world.clock.set('2026-12-25T16:00:00Z');
    await world.outcomes([
      recordOf(person.accountNumber, {
        purchase_id: 'moved-3',
        ordered_at: '2026-12-19T16:00:00Z',
      }),
      recordOf(person.accountNumber, {
        purchase_id: 'moved-4',
        ordered_at: '2026-12-20T16:00:00Z',
      }),
    ]);
    const { body } = await world.list(person);
    expect(body.periods).toEqual([
      { start: '2026-12-20', end: '2027-01-19' },
      { start: '2026-12-09', end: '2026-12-19' },
      { start: '2026-11-09', end: '2026-12-08' },
      { start: '2026-10-09', end: '2026-11-08' },
    ]);
    for (const [i, { start }] of body.periods.toReversed().entries()) {
      const page = await world.list(person, { query: `period=${start}` });
      expect(page.body.items.map(({ purchaseId }) => purchaseId)).toEqual([`moved-${i + 1}`]);
    }
  });

  it('that fills more than a page of the table is shown whole', async () => {
    const person = await world.holder();
    const { accountNumber } = person;
    // As long as titles get: 900 bytes each.
    const title = '東'.repeat(200);
    for (let batch = 0; batch < 4; batch++) {
      await world.outcomes(
        Array.from({ length: 500 }, () => recordOf(accountNumber, { title, status: 'charged' })),
      );
    }
    const { body } = await world.list(person);
    expect(body.items).toHaveLength(2000);
    expect(body.totals.charged).toEqual(cad(2000 * 599));
  });
});

it('lists the newest 5,000 of a whole building, counts all, and has them in CSV', async () => {
  const purchases = Array.from({ length: 5002 }, (_, i) => ({
    ...{
      purchaseId: `p-${i}`,
      accountNumber: '50000000001',
      serviceId: 'tv-1',
      type: 'vod' as const,
    },
    ...{ titleId: 't', title: 'T', masked: false, rentalHours: 48 },
    orderedAt: Date.parse('2026-11-10T00:00:00Z') + i,
    events: [{ status: 'charged' as const, amount: 100 }],
  }));
  const account = {
    ...{ timeZone: 'America/Toronto', cycles: [{ from: '0001-01-01', day: 9 }] },
    ...{ language: 'en-CA' as const, services: [tv('tv-1')], purchases },
  };
  const handler = feature(
    purchasesContract,
    purchasesOperations({ store: { load: () => Promise.resolve(account) }, clock: world.clock }),
    settingsFor(world.clock),
  );
  const request = { token: await customerToken(world.clock), params: { serviceId: 'tv-1' } };
  const { body } = await call(handler, purchasesContract.listPurchases, request);
  expect([body.items.length, body.omitted, body.items[0]?.purchaseId]).toEqual([5000, 2, 'p-5001']);
  expect(body.totals.charged).toEqual(cad(500_200));
  const headers = { accept: 'text/csv' };
  const { text } = await call(handler, purchasesContract.listPurchases, { ...request, headers });
  expect(text.trim().split('\r\n')).toHaveLength(5003);
});

describe('a masked title', () => {
  let person: Person;
  let delegate: Person;
  beforeAll(async () => {
    person = await buyer([
      { purchase_id: 'minuit-1', masked: true, title: 'Titre de minuit', title_id: 'minuit' },
      { ordered_at: '2026-11-15T00:45:00Z' },
    ]);
    delegate = await world.holder();
  });
  const asDelegate = async (perms: Parameters<typeof putDelegate>[3]) => {
    const { accountNumber } = person;
    await putDelegate(world.table, delegate, accountNumber, perms);
    const terms = { accountNumber, role: 'delegate' as const };
    return (await signedIn(world.table, world.clock, delegate, terms)).token;
  };

  it('is shown to the holder', async () => {
    const { body } = await world.list(person);
    expect(body.items).toMatchObject([
      { title: 'Incendies', masked: false },
      { title: 'Titre de minuit', titleId: 'minuit', masked: true },
    ]);
  });

  it.each([
    ['fr-CA', 'fr-CA', 'Titre masqué'],
    ['en', 'en-CA', 'Title hidden'],
    ['de', 'fr-CA', 'Titre masqué'],
  ])('is hidden from a delegate who reads %s', async (asked, language, title) => {
    const token = await asDelegate(['viewBills']);
    const headers = { 'accept-language': asked };
    const reply = await world.list(person, { token, headers });
    expect(reply.headers['content-language']).toBe(language);
    expect(reply.body.items).toMatchObject([
      { title: 'Incendies', titleId: 'incendies-2010' },
      { title, masked: true, price: cad(599) },
    ]);

    const spreadsheet = await world.list(person, {
      ...{ token, headers: { ...headers, accept: 'text/csv' } },
    });
    expect(spreadsheet.text).toContain(title);
    expect(reply.text + spreadsheet.text).not.toMatch(/minuit/i);
  });

  it('is nothing to a delegate who may not see bills', async () => {
    const token = await asDelegate(['viewUsage', 'viewCalls', 'payBills', 'changeServices']);
    const { status, body } = await world.list(person, { token });
    expect([status, body.code]).toEqual([403, 'missing-permission']);
  });
});

describe('as a spreadsheet', () => {
  it.each([
    [
      'fr-CA',
      [
        'Jour,Commande (UTC),Type,Titre,État,Visionnement (UTC),Location jusqu’au (UTC),Prix ($),Facturé ($),Crédité ($),Achat',
        '2026-11-15,2026-11-15T11:00:00.000Z,à la carte,"\'=Gala, ""le"" combat",en attente,,2026-11-17T11:00:00.000Z,5.99,0.00,0.00,csv-fr-CA-2',
        '2026-11-14,2026-11-15T00:42:10.000Z,sur demande,Incendies,facturé,2026-11-15T01:05:00.000Z,2026-11-17T01:05:00.000Z,5.99,5.99,0.00,csv-fr-CA-1',
      ],
    ],
    [
      'en-CA',
      [
        'Day,Ordered (UTC),Type,Title,Status,Viewed (UTC),Rental until (UTC),Price ($),Charged ($),Credited ($),Purchase',
        '2026-11-15,2026-11-15T11:00:00.000Z,pay-per-view,"\'=Gala, ""le"" combat",pending,,2026-11-17T11:00:00.000Z,5.99,0.00,0.00,csv-en-CA-2',
        '2026-11-14,2026-11-15T00:42:10.000Z,on demand,Incendies,charged,2026-11-15T01:05:00.000Z,2026-11-17T01:05:00.000Z,5.99,5.99,0.00,csv-en-CA-1',
      ],
    ],
  ])('in %s: money in dollars, and no formulas', async (language, lines) => {
    const person = await buyer([
      { purchase_id: `csv-${language}-1`, status: 'charged', viewed_at },
      {
        ...{ purchase_id: `csv-${language}-2`, type: 'ppv', title: '=Gala, "le" combat' },
        ordered_at: '2026-11-15T11:00:00Z',
      },
    ]);
    const headers = { accept: 'text/csv', 'accept-language': language };
    const reply = await world.list(person, { headers });
    expect(reply.text).toBe(`${lines.join('\r\n')}\r\n`);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="purchases-tv-${person.accountNumber}-2026-11-09.csv"`,
      'content-language': language,
      vary: 'accept, accept-language',
    });
  });

  it('and in nothing else', async () => {
    const reply = await world.list(await world.holder(), { headers: { accept: 'text/html' } });
    expect([reply.status, reply.body.code]).toEqual([406, 'not-acceptable']);
  });
});

describe('refuses', () => {
  it.each([
    ['a service that is not there', 'tv-of-nobody'],
    ["somebody else's", "somebody else's"],
    ['an Internet service', 'inet-mine'],
  ])('%s as one that is not there', async (_, asked) => {
    const other = await buyer([{}]);
    const person = await world.holder([{ ...tv('inet-mine'), type: 'internet' }]);
    const serviceId = asked.startsWith('somebody') ? `tv-${other.accountNumber}` : asked;
    const reply = await world.list(person, { serviceId });
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    const missing = await world.list(person, { serviceId: 'tv-never' });
    expect(reply.text).toBe(missing.text);
  });

  it.each([
    ['an id that is none', { serviceId: 'a b' }, 400, 'invalid-request'],
    ['a parameter more', { query: 'from=2026-11-09' }, 400, 'invalid-request'],
    ['a period twice', { query: 'period=2026-11-09&period=2026-10-09' }, 400, 'malformed-request'],
    ['a token that is none', { token: 'nothing' }, 401, 'unauthenticated'],
  ])('%s', async (_, request, status, code) => {
    const reply = await world.list(await world.holder(), request);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('who has no token', async () => {
    const params = { serviceId: `tv-${(await world.holder()).accountNumber}` };
    const reply = await world.house.call(purchasesContract.listPurchases, { params });
    expect([reply.status, reply.body.code]).toEqual([401, 'unauthenticated']);
  });

  it("an operator's token", async () => {
    const token = await operatorTokenFor(world.clock);
    const reply = await world.list(await world.holder(), { token });
    expect([reply.status, reply.body.code]).toEqual([403, 'wrong-audience']);
  });
});
