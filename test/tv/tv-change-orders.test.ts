import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dyingTable } from '../privacy/privacy.ts';
import { orderIdOf, picked, startChanges, type ChangeReply, type ChangeWorld } from './changing.ts';
import type { Subscriber } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: ChangeWorld;
beforeAll(async () => {
  world = await startChanges(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const subscriber = async () => {
  const person = await world.tvCustomer({
    ...picked({ news: '2026-09-01', sports: '2026-09-02', kids: '2026-09-03' }),
    addOns: ['film-1', 'recorder'],
  });
  await world.heldSince(person, { 'film-1': '2026-11-20' });
  return person;
};
const before = {
  ...{ addOns: ['film-1', 'recorder'], picked: ['kids', 'news', 'sports'] },
  heldSince: { 'film-1': '2026-11-20' },
};
const templates = async (person: Subscriber, orderId: string) =>
  (await world.told(person, orderId)).map((mail) => mail['template']);

describe('an order of a selection', () => {
  const swapped = (person: Subscriber) => world.select(person, ['news', 'nature', 'opera']);

  it('that fails: what was added goes, what made room for it comes back', async () => {
    const person = await subscriber();
    const orderId = orderIdOf(await swapped(person));
    expect((await world.has(person)).picked).toEqual(['nature', 'news', 'opera']);
    world.clock.advance(60);
    const { body } = await world.event(orderId, 'failed', undefined, { reason: 'no signal' });
    expect(body).toMatchObject({ applied: true, order: { status: 'failed' } });
    // One regular channel went, so one comes back: nobody has more than there are places.
    const { picked: has, orders, open } = await world.has(person);
    expect([has, orders, open]).toEqual([['news', 'sports'], ['failed'], []]);
    expect((await world.history(person)).at(-1)).toMatchObject({
      ...{ orderId, at: Date.parse(start) + 60_000 },
      picked: { news: '2026-09-01', sports: '2026-09-02' },
    });
    expect(await templates(person, orderId)).toEqual(['tv-changed', 'tv-not-changed']);
    expect((await world.event(orderId, 'failed')).body.applied).toBe(false);
    expect(await world.history(person)).toHaveLength(2);
  });

  it('that fails after the next change takes away only its own', async () => {
    const person = await subscriber();
    const first = orderIdOf(await world.select(person, ['news', 'sports', 'nature']));
    world.clock.advance(1);
    orderIdOf(await world.select(person, ['news', 'sports', 'nature', 'opera']));
    await world.event(first, 'failed');
    expect(await world.has(person)).toMatchObject({
      ...{ picked: ['kids', 'news', 'opera', 'sports'], orders: ['failed', 'submitted'] },
    });
  });

  it('that is completed changes nothing any more, and tells nobody again', async () => {
    const person = await subscriber();
    const orderId = orderIdOf(await swapped(person));
    const has = await world.has(person);
    expect((await world.event(orderId, 'started')).body.applied).toBe(true);
    expect((await world.event(orderId, 'completed')).body.applied).toBe(true);
    expect(await world.has(person)).toEqual({ ...has, orders: ['completed'], open: [] });
    expect(await templates(person, orderId)).toEqual(['tv-changed']);
    expect(await world.history(person)).toHaveLength(1);
    expect((await world.event(orderId, 'failed')).body.applied).toBe(false);
  });
});

describe('an order of a package', () => {
  it('that fails: it goes, and what it included comes back with its day and its price', async () => {
    const person = await subscriber();
    const orderId = orderIdOf(await world.putPackage(person, 'films'));
    expect((await world.has(person)).addOns).toEqual(['recorder', 'films']);
    await world.event(orderId, 'failed');
    const { addOns, heldSince, orders } = await world.has(person);
    expect([addOns.toSorted(), heldSince]).toEqual([before.addOns, before.heldSince]);
    expect(orders).toEqual(['failed']);
    expect((await world.tv(person)).body.monthlyPrice.total.amount).toBe(3000 + 700 + 600);
    expect(await templates(person, orderId)).toEqual(['tv-changed', 'tv-not-changed']);
  });

  it('that was given up leaves it so when the order fails', async () => {
    const person = await world.tvCustomer({ addOns: ['films'] });
    const orderId = orderIdOf(await world.deletePackage(person, 'films'));
    await world.event(orderId, 'failed');
    expect(await world.has(person)).toMatchObject({ addOns: [], orders: ['failed'] });
  });

  it('completed on a later day is charged from that day', async () => {
    const person = await subscriber();
    const orderId = orderIdOf(await world.putPackage(person, 'films'));
    const { price } = await world.stored(person, orderId);
    expect(price.prorated).toMatchObject({ days: 16, credit: 373, charge: 800 });
    world.clock.advance(2 * 86_400);
    await world.event(orderId, 'completed');
    expect(await world.stored(person, orderId)).toMatchObject({
      effectiveDate: '2026-11-25',
      price: { prorated: { from: '2026-11-25', days: 14, credit: 327, charge: 700 } },
    });
  });

  it('of a service that has ended since fails without bringing anything back', async () => {
    const services = [{ serviceId: 'tv-stays', type: 'tv' as const, planId: 'mix-3' }];
    const going = { serviceId: 'tv-goes', type: 'tv' as const, planId: 'mix-3' };
    const person = await world.tvCustomer({}, { services: [...services, going] });
    const orderId = orderIdOf(await world.putPackage({ ...person, serviceId: 'tv-goes' }, 'films'));
    await world.putAccount(person.accountNumber, { ...person.sent, services });
    const { body } = await world.event(orderId, 'failed');
    expect([body.applied, body.order.status]).toEqual([true, 'failed']);
    expect(await world.openOrders(person)).toEqual([]);
    expect((await world.has({ ...person, serviceId: 'tv-goes' })).addOns).toEqual(['films']);
  });
});

describe('an order that is had at once', () => {
  it.each<[string, (person: Subscriber) => Promise<ChangeReply>]>([
    ['a selection', (person) => world.select(person, ['news'])],
    ['a channel', (person) => world.putChannel(person, 'nature')],
  ])('is not undone, but changed back: %s', async (_, change) => {
    const person = await subscriber();
    const orderId = orderIdOf(await change(person));
    const has = await world.has(person);
    for (const query of ['', 'dryRun=true']) {
      const { status, body } = await world.undo(person, orderId, query);
      expect([status, body.code]).toEqual([409, 'order-in-progress']);
    }
    expect(await world.has(person)).toEqual(has);
    expect((await world.orders(person))[0]).toMatchObject({ orderId, canUndo: false });
  });

  it('holds up no other: each has one of its own', async () => {
    const person = await subscriber();
    orderIdOf(await world.putChannel(person, 'nature'));
    world.clock.advance(1);
    orderIdOf(await world.putPackage(person, 'films'));
    world.clock.advance(1);
    orderIdOf(await world.select(person, ['news']));
    expect((await world.orders(person)).map(({ change }) => change.kind)).toEqual([
      ...['tv-selection', 'tv-add-ons', 'tv-add-ons'],
    ]);
    expect(await world.openOrders(person)).toHaveLength(3);
    expect((await world.move(person)).status).toBe(202);
  });

  it('that is automatic is completed by the job, however often it dies', async () => {
    for (let calls = 0; calls < 4; calls++) {
      const person = await subscriber();
      const asked = { fulfilment: 'automatic' } as const;
      const orderId = orderIdOf(await world.putPackage(person, 'films', asked));
      const { accountNumber } = person;
      const message = { job: 'fulfil-orders', trigger: 'order', accountNumber, orderId };
      await world.job([message], dyingTable(world.table, calls));
      await world.job([message]);
      expect(await world.has(person)).toMatchObject({
        ...{ addOns: ['recorder', 'films'], orders: ['completed'], open: [] },
      });
      expect(await templates(person, orderId)).toEqual(['tv-changed']);
    }
  });

  it('is completed or fails once, whatever else is changed at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await subscriber();
      const orderId = orderIdOf(await world.putPackage(person, 'films'));
      const [failed, added] = await Promise.all([
        world.event(orderId, 'failed'),
        world.putChannel(person, 'nature'),
      ]);
      expect([failed.status, added.status]).toEqual([200, 200]);
      const { addOns, orders } = await world.has(person);
      expect(addOns.toSorted()).toEqual(['film-1', 'nature', 'recorder']);
      expect(orders.toSorted()).toEqual(['failed', 'submitted']);
    }
  });
});
