/** What billing outside is told of the periods that ended on a day, through the public handlers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usageTotalsContract as contract } from '../../functions/internet/usage-totals/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { keys } from '../../shared/table/keys.ts';
import { cad, internet } from '../operator/fixtures.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf, itemsWith } from '../support/items.ts';
import { meter } from '../support/metered-table.ts';
import { dataAddOns, gigabytes, startAddOns, type AddOns } from './add-ons.ts';

const start = '2026-11-01T15:00:00Z';
/** Of its own for each test: all of them look at the same lists. */
let world: AddOns;
beforeEach(async () => {
  world = await startAddOns(start);
});
afterEach(() => world.stop());

const ask = async (periodEnd: string, query = '') =>
  world.house.call(contract.listUsageTotals, {
    ...(await world.asOperator()),
    query: `periodEnd=${periodEnd}${query}`,
  });
const told = async (periodEnd: string) => {
  const { status, body, text } = await ask(periodEnd, '&limit=100');
  if (status !== 200) throw new Error(text);
  return body.items;
};
const idsOf = async (periodEnd: string) =>
  (await told(periodEnd)).map(({ serviceId }) => serviceId);
type Subscriber = Awaited<ReturnType<AddOns['customer']>>;
const sendAgain = (person: Subscriber, over: object) =>
  world.putAccount(person.accountNumber, { ...person.sent, ...over });

describe('the usage totals of a day', () => {
  it('are of each period that ended then, used or not, with plan, add-ons and charge', async () => {
    const [one, other] = [
      await world.customer('internet-30'),
      await world.customer('internet-400'),
    ];
    await world.customer('internet-120', { cycleDay: 10 });
    await world.use(one, gigabytes(140));
    const { body: bought } = await world.buy(one, 'data-50');
    await world.use(one, gigabytes(61));
    world.clock.set('2026-11-09T12:00:00Z');
    expect(await told('2026-11-08')).toEqual([
      {
        ...{ accountNumber: one.accountNumber, serviceId: one.serviceId },
        period: { start: '2026-10-09', end: '2026-11-08' },
        ...{ closesAt: '2026-11-12T05:00:00.000Z', state: 'open' },
        ...{ download: gigabytes(201), upload: 0, total: gigabytes(201) },
        ...{ planId: 'internet-30', allowance: gigabytes(100), limit: gigabytes(150) },
        overBy: gigabytes(51),
        dataAddOns: [
          {
            ...{ purchaseId: bought.order.orderId, dataAddOnId: 'data-50', name: '50 GB more' },
            ...{ bytes: gigabytes(50), price: cad(500), boughtAt: '2026-11-01T15:00:00.000Z' },
          },
        ],
        // $10 were incurred before the purchase; two blocks are begun beyond the limit with it.
        overage: {
          charge: cad(2000),
          rate: { price: cad(1000), bytes: gigabytes(50), cap: cad(10_000) },
        },
        adjustments: [],
      },
      {
        ...{ accountNumber: other.accountNumber, serviceId: other.serviceId },
        period: { start: '2026-10-09', end: '2026-11-08' },
        ...{ closesAt: '2026-11-12T05:00:00.000Z', state: 'open' },
        ...{ download: 0, upload: 0, total: 0 },
        ...{ planId: 'internet-400', allowance: 'unlimited', limit: 'unlimited' },
        ...{ dataAddOns: [], overage: { charge: cad(0) }, adjustments: [] },
      },
    ]);
  });

  it('are closed some minutes after the close, and exact beyond 2^53', async () => {
    const person = await world.customer('internet-400');
    await world.use(person, '9007199254740993');
    world.clock.set('2026-11-12T05:04:59Z');
    expect(await told('2026-11-08')).toMatchObject([{ state: 'open' }]);
    world.clock.set('2026-11-12T05:05:00Z');
    expect(await told('2026-11-08')).toMatchObject([
      { state: 'closed', total: '9007199254740993' },
    ]);
  });

  it('have no other services: TV, those of other days, and those that came later', async () => {
    const person = await world.customer('internet-30', {
      services: [
        internet('totals-a', 'internet-30'),
        { serviceId: 'totals-tv', type: 'tv', planId: 'tv-complete' },
      ],
    });
    world.clock.set('2026-11-09T12:00:00Z');
    await sendAgain(person, {
      services: [internet('totals-a', 'internet-30'), internet('totals-b', 'internet-30')],
    });
    world.clock.set('2026-12-09T12:00:00Z');
    expect(await idsOf('2026-11-08')).toEqual(['totals-a']);
    expect(await idsOf('2026-12-08')).toEqual(['totals-a', 'totals-b']);
    // Nobody was on file in the period before.
    expect(await idsOf('2026-10-08')).toEqual([]);
    expect(await idsOf('2026-11-09')).toEqual([]);
  });

  it('name the plan of then, by the catalog of then, whatever it has become', async () => {
    const [idle, used] = [await world.customer('internet-30'), await world.customer('internet-30')];
    await world.use(used, gigabytes(1));
    world.clock.set('2026-11-10T15:00:00Z');
    for (const person of [idle, used]) {
      await sendAgain(person, { services: [internet(person.serviceId, 'internet-120')] });
    }
    const catalog = catalogFrom('2026-11-10');
    await world.house.call(operatorContract.putCatalog, {
      ...(await world.asOperator()),
      body: {
        ...{ ...catalog, dataAddOns },
        plans: catalog.plans.map((plan) =>
          plan.type === 'internet' ? { ...plan, allowance: 1 } : plan,
        ) as typeof catalog.plans,
      },
    });
    world.clock.set('2026-12-09T15:00:00Z');
    const then = { planId: 'internet-30', limit: gigabytes(100) };
    expect(await told('2026-11-08')).toMatchObject([then, then]);
    expect(await told('2026-12-08')).toMatchObject([
      { planId: 'internet-120', limit: 1 },
      { planId: 'internet-120', limit: 1 },
    ]);
  });

  it('have the period in which a service ended, and none after', async () => {
    const person = await world.customer('internet-30');
    await world.use(person, 5);
    world.clock.set('2026-11-20T15:00:00Z');
    await sendAgain(person, { services: [] });
    world.clock.set('2027-01-09T15:00:00Z');
    expect(await told('2026-11-08')).toMatchObject([{ total: 5, endedOn: '2026-11-20' }]);
    expect(await told('2026-12-08')).toMatchObject([{ total: 0, endedOn: '2026-11-20' }]);
    expect(await told('2027-01-08')).toEqual([]);
    // The account has forgotten it; a bill of then can still be made again.
    world.clock.set('2027-06-09T15:00:00Z');
    await sendAgain(person, { services: [internet('newer', 'internet-30')] });
    expect(await told('2026-12-08')).toHaveLength(1);
  });

  it('have a service that came back, in the list for good', async () => {
    const person = await world.customer('internet-30');
    const listed = () => itemOf(world.table, keys.cycle(9, person.serviceId, person.accountNumber));
    expect(await listed()).not.toHaveProperty('expiresAt');
    world.clock.advance(86_400);
    await sendAgain(person, { services: [] });
    const gone = Number((await listed())?.['expiresAt']) * 1000;
    expect(gone).toBe(world.clock.now().getTime() + 500 * 86_400_000);
    world.clock.advance(86_400);
    await sendAgain(person, {});
    expect(await listed()).not.toHaveProperty('expiresAt');
    world.clock.set('2026-11-09T15:00:00Z');
    expect(await idsOf('2026-11-08')).toEqual([person.serviceId]);
  });

  it('have every service of an account that changes more than fits one transaction', async () => {
    const twenty = (from: string) =>
      Array.from({ length: 20 }, (_, index) =>
        internet(`${from}-${String(index).padStart(2, '0')}`, 'internet-30'),
      );
    const person = await world.customer('internet-30', { services: twenty('old') });
    expect((await sendAgain(person, { services: twenty('new'), cycleDay: 15 })).status).toBe(200);
    world.clock.set('2026-12-20T15:00:00Z');
    const all = [...twenty('new'), ...twenty('old')].map(({ serviceId }) => serviceId);
    // The last of them was on file when the period ended.
    expect(await idsOf('2026-11-08')).toEqual(all);
    expect(await idsOf('2026-11-14')).toEqual(all.slice(0, 20));
    const kept = await itemsWith(world.table, 'CYCLE#');
    const ending = kept.filter((one) => one['expiresAt'] !== undefined);
    expect([kept.length, ending.length]).toEqual([80, 40]);
    expect(ending.every(({ serviceId }) => String(serviceId).startsWith('old'))).toBe(true);
  });

  it('keep a service with its account, when another account is refused it', async () => {
    const person = await world.customer('internet-30');
    const reply = await world.putAccount('50999999999', {
      services: [internet(person.serviceId, 'internet-30')],
    });
    expect(reply.body.code).toBe('service-of-another-account');
    world.clock.set('2026-11-09T15:00:00Z');
    expect(await told('2026-11-08')).toMatchObject([{ accountNumber: person.accountNumber }]);
  });

  it('cut a short month at its last day', async () => {
    const people = new Map<number, Subscriber>();
    for (const cycleDay of [27, 28, 29, 30, 31, 1]) {
      people.set(cycleDay, await world.customer('internet-30', { cycleDay }));
    }
    const of = (...days: number[]) => days.map((day) => people.get(day)?.serviceId);
    world.clock.set('2027-03-01T15:00:00Z');
    expect(await idsOf('2027-02-27')).toEqual(of(28, 29, 30, 31));
    expect(await idsOf('2027-02-26')).toEqual(of(27));
    expect(await idsOf('2027-02-28')).toEqual(of(1));
    expect(await idsOf('2026-11-29')).toEqual(of(30, 31));
    expect(await idsOf('2026-12-30')).toEqual(of(31));
    // Page by page, over the lists of four days.
    const seen: (string | undefined)[] = [];
    let cursor = '';
    do {
      const { body } = await ask('2027-02-27', `&limit=2${cursor}`);
      seen.push(...body.items.map(({ serviceId }) => serviceId));
      cursor =
        body.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
    } while (cursor !== '');
    expect(seen).toEqual(of(28, 29, 30, 31));
  });

  it('follow a cycle day that moves, each period once, and the short one between', async () => {
    const person = await world.customer('internet-30', { cycleDay: 30 });
    // Two days that February makes one.
    world.clock.set('2027-02-10T15:00:00Z');
    await sendAgain(person, { cycleDay: 31 });
    world.clock.set('2027-03-05T15:00:00Z');
    expect(await told('2027-02-27')).toMatchObject([{ period: { start: '2027-01-30' } }]);
    await sendAgain(person, { cycleDay: 20 });
    // Thought better of it: the day was never that of a period.
    await sendAgain(person, { cycleDay: 9 });
    world.clock.set('2027-06-01T15:00:00Z');
    expect(await told('2027-03-30')).toMatchObject([{ period: { start: '2027-02-28' } }]);
    expect(await told('2027-04-08')).toMatchObject([{ period: { start: '2027-03-31' } }]);
    expect(await told('2027-05-08')).toMatchObject([{ period: { start: '2027-04-09' } }]);
    for (const day of ['2027-04-29', '2027-05-19', '2027-03-19']) {
      expect(await told(day)).toEqual([]);
    }
    expect(await told('2027-01-29')).toHaveLength(1);
  });
});

describe('late usage', () => {
  const periodEnd = ['2026-11-08', '2026-12-08', '2027-01-08', '2027-02-08'] as const;
  /** In the first period. */
  const early = new Date('2026-11-05T15:00:00Z');
  const adjusted = async (day: string) =>
    (await told(day)).flatMap(({ adjustments }) => adjustments.map(({ total }) => total));

  it('is on the bill that is made next, once, and leaves the closed one as it was', async () => {
    const person = await world.customer('internet-30');
    world.clock.set('2026-11-06T15:00:00Z');
    await world.use(person, gigabytes(90), early);
    world.clock.set('2026-11-12T06:00:00Z');
    expect(await told(periodEnd[0])).toMatchObject([{ total: gigabytes(90), overBy: 0 }]);
    await world.use(person, gigabytes(20), early);
    await world.use(person, gigabytes(5), early);
    world.clock.set('2026-12-13T06:00:00Z');
    const [first] = await told(periodEnd[0]);
    expect(first).toMatchObject({ total: gigabytes(90), overage: { charge: cad(0) } });
    expect((await told(periodEnd[1]))[0]?.adjustments).toEqual([
      {
        ...{ period: '2026-10-09', day: '2026-11-05' },
        ...{ download: gigabytes(25), upload: 0, total: gigabytes(25) },
      },
    ]);
    // More of the same day, for the bill after.
    await world.use(person, gigabytes(1), early);
    world.clock.set('2027-02-20T06:00:00Z');
    expect(await Promise.all(periodEnd.map(adjusted))).toEqual([
      ...[[], [gigabytes(25)], [gigabytes(1)], []],
    ]);
  });

  it('that comes between the end of a period and its close is on the bill of that period', async () => {
    const person = await world.customer('internet-30');
    world.clock.set('2026-12-10T15:00:00Z');
    await world.use(person, 7, early);
    world.clock.set('2026-12-10T16:00:00Z');
    await world.use(person, 3, new Date('2026-12-05T15:00:00Z'));
    expect(await told(periodEnd[1])).toMatchObject([
      { total: 3, state: 'open', adjustments: [{ total: 7 }] },
    ]);
  });

  it('of a service that ended long before is told, though nothing else is', async () => {
    const person = await world.customer('internet-30');
    await world.customer('internet-30');
    world.clock.set('2026-11-20T15:00:00Z');
    await sendAgain(person, { services: [] });
    world.clock.set('2027-01-01T15:00:00Z');
    await world.use(person, 7, early);
    world.clock.set('2027-02-09T15:00:00Z');
    const rows = (await told(periodEnd[2])).filter(
      ({ serviceId }) => serviceId === person.serviceId,
    );
    expect(rows).toMatchObject([{ total: 0, endedOn: '2026-11-20', adjustments: [{ total: 7 }] }]);
    expect(await idsOf(periodEnd[3])).not.toContain(person.serviceId);
  });
});

describe('asking for usage totals', () => {
  it.each([
    ['that is over nowhere', '2026-11-02'],
    ['to come', '2027-01-01'],
    ['more than 13 months ago', '2025-09-23'],
    ['that is none', '2026-02-30'],
  ])('for a day %s is refused', async (_, periodEnd) => {
    const { status, body } = await ask(periodEnd);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.issues?.[0]?.path).toBe('query.periodEnd');
  });

  it('is possible once a day is over somewhere, and for 13 months', async () => {
    world.clock.set('2026-11-09T09:59:59Z');
    expect((await ask('2026-11-09')).status).toBe(400);
    world.clock.set('2026-11-09T10:00:00Z');
    expect((await ask('2026-11-09')).status).toBe(200);
    expect((await ask('2025-10-02')).status).toBe(200);
    expect((await ask('2025-10-01')).body.issues?.[0]?.expected).toBe(
      'a day from 2025-10-02 to 2026-11-09',
    );
  });

  it('takes its scope, and a cursor of the same day and client', async () => {
    for (let count = 0; count < 3; count++) await world.customer();
    world.clock.set('2026-12-20T15:00:00Z');
    const { body } = await ask('2026-11-08', '&limit=1');
    expect(body.items).toHaveLength(1);
    const cursor = encodeURIComponent(body.nextCursor ?? '');
    for (const [day, query] of [
      ['2026-12-08', `&cursor=${cursor}`],
      ['2026-11-08', `&cursor=${cursor}x`],
      ['2026-11-08', '&cursor=x'],
      ['2026-11-08', '&limit=0'],
      ['2026-11-08', '&limit=101'],
    ] as const) {
      expect((await ask(day, query)).body.code).toBe('invalid-request');
    }
    const token = await operatorTokenFor(world.clock, ['usage:write']);
    const reply = await world.house.call(contract.listUsageTotals, {
      token,
      query: 'periodEnd=2026-11-08',
    });
    expect([reply.status, reply.body.code]).toEqual([403, 'missing-scope']);
  });

  it('page by page has everybody once, who is there all the time, in five round trips a page', async () => {
    const services = (from: string) =>
      Array.from({ length: 20 }, (_, index) =>
        internet(`${from}-${String(index).padStart(2, '0')}`, 'internet-30'),
      );
    const people: Subscriber[] = [];
    for (const from of ['b', 'd', 'f', 'h', 'j', 'l']) {
      people.push(await world.customer('internet-30', { services: services(from) }));
    }
    const always = people.flatMap(({ sent }) => sent.services.map((one) => one.serviceId));
    world.clock.set('2026-11-09T15:00:00Z');
    const counted = meter(world.table);
    await ask('2026-11-08', '&limit=1');
    counted.reset();
    const { body } = await ask('2026-11-08', '&limit=100');
    const { roundTrips, readUnits } = counted.read();
    expect([body.items.length, roundTrips]).toEqual([100, 5]);
    expect(readUnits).toBeLessThanOrEqual(420);

    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; ; page++) {
      const next = await ask('2026-11-08', `&limit=9${cursor}`);
      seen.push(...next.body.items.map(({ serviceId }) => serviceId));
      if (next.body.nextCursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(next.body.nextCursor)}`;
      // Meanwhile some come, and some move to another cycle day or end.
      world.clock.advance(1);
      await world.customer('internet-30', {
        services: [internet(`${'acegikm'.charAt(page % 7)}-${page}`)],
      });
      const person = people[page % people.length];
      if (person !== undefined) {
        await sendAgain(person, page < 6 ? { cycleDay: 15 } : { cycleDay: 15, services: [] });
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted());
    expect(seen.filter((id) => always.includes(id))).toEqual(always.toSorted());
    expect((await itemsWith(world.table, 'CYCLE#15')).length).toBe(120);
  });
});
