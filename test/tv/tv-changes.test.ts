import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cad } from '../operator/fixtures.ts';
import {
  orderIdOf,
  picked,
  startChanges,
  type Asked,
  type ChangeReply,
  type ChangeWorld,
} from './changing.ts';
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

const days = { from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 };

describe('a selection that is changed', () => {
  it('is had at once, with an order for the operator, and costs nothing', async () => {
    const person = await world.tvCustomer(picked({ news: '2026-09-01', sports: '2026-09-02' }));
    const reply = await world.select(person, ['film-1', 'news']);
    const orderId = orderIdOf(reply);
    expect(reply.body).toMatchObject({
      ...{ changed: true, monthlyPrice: cad(3000) },
      order: {
        ...{ serviceId: person.serviceId, serviceType: 'tv', status: 'submitted', when: 'now' },
        ...{ effectiveDate: '2026-11-23', canUndo: false, price: { monthlyDifference: cad(0) } },
        change: {
          kind: 'tv-selection',
          added: [{ channelId: 'film-1', name: 'film-1' }],
          removed: [{ channelId: 'sports', name: 'sports' }],
        },
      },
    });
    expect(reply.body.order?.price).not.toHaveProperty('prorated');
    expect(await world.has(person)).toMatchObject({
      ...{ picked: ['film-1', 'news'], pending: undefined, orders: ['submitted'] },
    });
    expect((await world.orders(person)).map((one) => one.orderId)).toEqual([orderId]);
    expect((await world.openOrders(person)).map((one) => one.orderId)).toEqual([orderId]);
    expect(await world.activity(person)).toEqual(['order-placed']);
    expect(await world.told(person, orderId)).toMatchObject([
      {
        template: 'tv-changed',
        details: { addedFr: 'film-1', removedEn: 'sports', effectiveDate: '2026-11-23' },
      },
    ]);
    expect(await world.history(person)).toMatchObject([
      { orderId, planId: 'mix-3', picked: { news: '2026-09-01', 'film-1': '2026-11-23' } },
    ]);
  });
});

describe('what is paid for', () => {
  it('comes for the rest of the period, and with the names of the language', async () => {
    const person = await world.tvCustomer({ addOns: ['recorder'] });
    const reply = await world.putPackage(person, 'films', { language: 'fr-CA' });
    const orderId = orderIdOf(reply);
    expect(reply.body).toMatchObject({
      monthlyPrice: cad(5100),
      order: {
        change: {
          ...{ kind: 'tv-add-ons', removed: [] },
          added: [{ type: 'package', id: 'films', name: 'films (fr)', monthlyPrice: cad(1500) }],
        },
        price: {
          monthlyDifference: cad(1500),
          prorated: { ...days, credit: cad(0), charge: cad(800), amount: cad(800) },
        },
      },
    });
    expect(reply.headers['content-language']).toBe('fr-CA');
    expect(await world.has(person)).toMatchObject({
      ...{ addOns: ['recorder', 'films'], heldSince: { films: '2026-11-23' } },
      ...{ orders: ['submitted'], open: ['ORDERS#submitted'] },
    });
    expect(await world.told(person, orderId)).toMatchObject([
      { template: 'tv-changed', details: { addedFr: 'films (fr)', addedEn: 'films (en)' } },
    ]);
    expect(await world.activity(person)).toEqual(['order-placed']);
    expect(await world.history(person)).toMatchObject([{ orderId, addOns: ['recorder', 'films'] }]);
  });

  it('ends with the package that includes it, and is credited', async () => {
    const person = await world.tvCustomer({ addOns: ['film-1', 'sports'] });
    const { body } = await world.putPackage(person, 'films');
    expect(body).toMatchObject({
      monthlyPrice: cad(4900),
      order: {
        change: {
          removed: [{ type: 'channel', id: 'film-1', monthlyPrice: cad(700), comesWith: 'films' }],
        },
        price: {
          monthlyDifference: cad(800),
          prorated: { ...days, credit: cad(373), charge: cad(800), amount: cad(427) },
        },
      },
    });
    expect((await world.has(person)).addOns).toEqual(['sports', 'films']);
  });

  it('comes alone, and goes again once it may', async () => {
    const person = await world.tvCustomer();
    expect((await world.putChannel(person, 'sports')).body).toMatchObject({
      ...{ changed: true, monthlyPrice: cad(3400) },
      order: { price: { prorated: { credit: cad(0), charge: cad(213), amount: cad(213) } } },
    });
    const soon = await world.deleteChannel(person, 'sports');
    expect([soon.status, soon.body]).toMatchObject([
      422,
      { code: 'minimum-stay', id: 'sports', until: '2026-12-23' },
    ]);
    world.clock.set('2026-12-23T15:00:00Z');
    expect((await world.deleteChannel(person, 'sports')).body).toMatchObject({
      ...{ changed: true, monthlyPrice: cad(3000) },
      order: {
        change: { added: [], removed: [{ id: 'sports' }] },
        price: { monthlyDifference: cad(-400), prorated: { days: 17, amount: cad(-227) } },
      },
    });
    expect(await world.has(person)).toMatchObject({ addOns: [], heldSince: {} });
  });

  it('goes as a package too, and is credited', async () => {
    const person = await world.tvCustomer({ addOns: ['films'] });
    expect((await world.deletePackage(person, 'films')).body).toMatchObject({
      ...{ changed: true, monthlyPrice: cad(3000) },
      order: { price: { prorated: { credit: cad(800), charge: cad(0), amount: cad(-800) } } },
    });
    expect((await world.has(person)).addOns).toEqual([]);
  });
});

type Change = (person: Subscriber, asked?: Asked) => Promise<ChangeReply>;
const routes: Record<string, Change> = {
  'a selection': (person, asked) => world.select(person, ['news'], { match: '*', ...asked }),
  'a channel': (person, asked) => world.putChannel(person, 'sports', asked),
  'a channel given up': (person, asked) => world.deleteChannel(person, 'kids', asked),
  'a package': (person, asked) => world.putPackage(person, 'theme-news', asked),
  'a package given up': (person, asked) => world.deletePackage(person, 'films', asked),
};
const each = it.each(Object.entries(routes));
const before = { addOns: ['kids', 'films'] };

describe('every change', () => {
  each('that is only tried says the same and stores nothing: %s', async (_, change) => {
    const person = await world.tvCustomer(before);
    const etag = await world.etag(person);
    const dry = await change(person, { query: 'dryRun=true' });
    expect([dry.status, dry.headers['etag']]).toEqual([200, etag]);
    expect(dry.body.order).not.toHaveProperty('orderId');
    expect(await world.has(person)).toMatchObject({ ...before, picked: [], orders: [], open: [] });
    expect([await world.history(person), await world.activity(person)]).toEqual([[], []]);
    const { body, headers } = await change(person);
    expect(headers['etag']).not.toBe(etag);
    const { orderId: _id, ...order } = body.order ?? {};
    expect({ ...dry.body, order: dry.body.order }).toEqual({ ...body, order });
  });

  each(
    'that is made already changes and orders nothing, whatever was seen: %s',
    async (_, change) => {
      const person = await world.tvCustomer(before);
      const match = await world.etag(person);
      const first = await change(person, { match });
      expect(first.body.changed).toBe(true);
      const has = await world.has(person);
      for (const asked of [{ match }, { query: 'dryRun=true' }, {}]) {
        const { status, body, headers } = await change(person, asked);
        expect([status, body]).toEqual([
          200,
          { changed: false, monthlyPrice: first.body.monthlyPrice },
        ]);
        expect(headers['etag']).toBe(first.headers['etag']);
      }
      expect(await world.has(person)).toEqual(has);
      expect(await world.history(person)).toHaveLength(1);
    },
  );

  each('on what was not seen is a conflict: %s', async (_, change) => {
    const person = await world.tvCustomer(before);
    const match = await world.etag(person);
    await world.putChannel(person, 'opera');
    const has = await world.has(person);
    const { status, body } = await change(person, { match });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(await world.has(person)).toEqual(has);
    expect((await change(person, { match: '*' })).status).toBe(200);
  });

  each(
    'waits while another plan is ordered, and does not once that is done: %s',
    async (_, change) => {
      const person = await world.tvCustomer(before);
      const orderId = await world.moved(person, { planId: 'mix-5' });
      const { status, body } = await change(person);
      expect([status, body]).toMatchObject([409, { code: 'order-pending', order: { orderId } }]);
      await world.event(orderId, 'failed');
      expect((await change(person)).status).toBe(200);
    },
  );

  each('is for who may change services: %s', async (_, change) => {
    const person = await world.tvCustomer(before);
    const other = await world.tvCustomer();
    const as = async (asked: object) => (await change(person, asked)).body.code;
    expect(await as({ token: '' })).toBe('unauthenticated');
    expect(await as({ token: await world.delegate(person, ['viewUsage']) })).toBe(
      'missing-permission',
    );
    expect(await as({ token: await world.token(other) })).toBe('not-found');
    expect((await world.has(person)).orders).toEqual([]);
    expect(await as({ token: await world.delegate(person, ['changeServices']) })).toBeUndefined();
    const business = await world.tvCustomer(before, { kind: 'business' });
    expect((await change(business)).body.code).toBe('business-read-only');
  });
});
