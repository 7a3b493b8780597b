import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cad, internet } from '../operator/fixtures.ts';
import { tvCatalog, tvPlan } from './fixtures.ts';
import { picked, startChanges, type ChangeWorld } from './changing.ts';

const start = '2026-11-23T15:00:00Z';
let world: ChangeWorld;
beforeAll(async () => {
  world = await startChanges(start, {
    plans: [...tvCatalog().plans, tvPlan('tv-lobby', 9, { audience: 'business' })],
  });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const box = {
  ...{ kind: 'set-top-box' as const, model: 'Arris XG1', serialNumber: 'AX1300789' },
  ...{ location: 'Salon', ownership: 'rented' as const },
};

describe('a TV service', () => {
  it('is shown whole: what one has, since when, until when, and what it costs', async () => {
    const person = await world.tvCustomer({
      ...{ label: 'Cottage', equipment: [box], addOns: ['films', 'film-1', 'opera', 'recorder'] },
      picked: [{ channelId: 'sports', addedOn: '2026-11-20' }, { channelId: 'news' }],
    });
    await world.heldSince(person, { films: '2026-11-02', opera: '2026-11-22' });
    const { status, body, headers } = await world.tv(person);
    expect([status, headers['content-language']]).toEqual([200, 'en-CA']);
    const comesWith = { kind: 'package', packageId: 'films' };
    expect(body).toEqual({
      ...{ serviceId: person.serviceId, label: 'Cottage', equipment: [box] },
      plan: { planId: 'mix-3', name: 'mix-3 (en)', monthlyPrice: cad(3000) },
      selection: {
        ...{ regular: { included: 3, used: 2 }, premium: { included: 1, used: 0 }, keepDays: 30 },
        changes: { made: 0, most: 3, nextPeriod: '2026-12-09' },
        channels: [
          { channelId: 'news', number: 20, class: 'regular', name: 'news' },
          {
            ...{ channelId: 'sports', number: 21, class: 'regular', name: 'sports' },
            ...{ addedOn: '2026-11-20', keptUntil: '2026-12-20' },
          },
        ],
      },
      packages: [
        { packageId: 'base', name: 'base (en)', by: 'basic', channels: ['cbc', 'tva'] },
        {
          ...{ packageId: 'films', name: 'films (en)', by: 'bought' },
          ...{ channels: ['film-1', 'film-2'], addedOn: '2026-11-02', keptUntil: '2026-12-02' },
        },
      ],
      alaCarte: [
        { channelId: 'film-1', number: 40, name: 'film-1' },
        { channelId: 'opera', number: 42, name: 'opera', addedOn: '2026-11-22' },
      ],
      channelCount: 7,
      monthlyPrice: {
        lines: [
          { kind: 'plan', id: 'mix-3', name: 'mix-3 (en)', price: cad(3000) },
          { kind: 'package', id: 'films', name: 'films (en)', price: cad(1500) },
          { kind: 'a-la-carte', id: 'film-1', name: 'film-1', price: cad(0), comesWith },
          { kind: 'a-la-carte', id: 'opera', name: 'opera', price: cad(700) },
          { kind: 'add-on', id: 'recorder', name: 'recorder (en)', price: cad(600) },
        ],
        total: cad(5800),
      },
      upcoming: [],
      canChange: true,
    });
  });

  it('of a plan without a selection has none; its packages come with the plan', async () => {
    const { body } = await world.tv(await world.tvCustomer({ planId: 'tv-all' }));
    expect(body).not.toHaveProperty('selection');
    expect(body.packages.map(({ packageId, by }) => [packageId, by])).toEqual([
      ['base', 'basic'],
      ['theme-news', 'plan'],
      ['films', 'plan'],
    ]);
    expect(body.channelCount).toBe(6);
  });

  it('is in the language asked for, else in that of the account', async () => {
    const person = await world.tvCustomer();
    for (const [language, shown] of [
      ['en-CA', 'en'],
      ['fr-CA', 'fr'],
      ['', 'fr'],
    ]) {
      const { body, headers } = await world.tv(person, { language: language ?? '' });
      expect([body.plan.name, headers['content-language']]).toEqual([
        ...[`mix-3 (${shown})`, `${shown}-CA`],
      ]);
    }
  });

  it.each([
    ['2026-12-02T04:59:00Z', '2026-12-02'],
    ['2026-12-02T05:00:00Z', undefined],
  ])('keeps until a day as it is where the customer is: at %s until %s', async (now, until) => {
    const person = await world.tvCustomer(picked({ kids: '2026-11-02' }));
    world.clock.set(now);
    const { body } = await world.tv(person);
    expect(body.selection?.channels[0]?.keptUntil).toBe(until);
  });

  it('counts the changes of its period, and says when the next can be made', async () => {
    const person = await world.tvCustomer();
    for (const made of [1, 2, 3]) {
      const wanted = ['news', 'sports', 'kids'].slice(0, made);
      expect((await world.select(person, wanted)).status).toBe(200);
      const { body } = await world.tv(person);
      expect(body.selection).toMatchObject({
        changes: { made, most: 3, nextPeriod: '2026-12-09' },
      });
      expect(body.selection?.nextChangeOn).toBe(made === 3 ? '2026-12-09' : undefined);
    }
    world.clock.set('2026-12-09T05:00:00Z');
    const { body } = await world.tv(person);
    expect(body.selection).toMatchObject({ changes: { made: 0, nextPeriod: '2027-01-09' } });
    expect(body.selection?.nextChangeOn).toBeUndefined();
  });

  it('says when a first channel may go where every place is taken', async () => {
    const days = {
      news: '2026-11-20',
      sports: '2026-11-05',
      kids: '2026-11-22',
      opera: '2026-11-23',
    };
    const { body } = await world.tv(await world.tvCustomer(picked(days)));
    expect(body.selection?.nextChangeOn).toBe('2026-12-05');
  });

  it('names the order of another plan that is open', async () => {
    const person = await world.tvCustomer();
    const orderId = await world.moved(person);
    expect((await world.tv(person)).body.pendingOrderId).toBe(orderId);
  });

  it('has an ETag that changes with what is had, and with nothing else', async () => {
    const person = await world.tvCustomer();
    const first = await world.etag(person);
    world.clock.advance(3600);
    expect((await world.tv(person, { language: 'fr-CA' })).headers['etag']).toBe(first);
    const { headers } = await world.putChannel(person, 'sports');
    expect(headers['etag']).not.toBe(first);
    expect(await world.etag(person)).toBe(headers['etag']);
  });
});

describe('who may see a TV service', () => {
  it('is the holder, and every delegate: who may not change it is told so', async () => {
    const person = await world.tvCustomer();
    const mayChange = await world.delegate(person, ['changeServices']);
    const mayNot = await world.delegate(person, ['viewUsage']);
    expect((await world.tv(person, { token: mayChange })).body.canChange).toBe(true);
    expect((await world.tv(person, { token: mayNot })).body.canChange).toBe(false);
    const { body } = await world.lineup(person, { token: mayNot });
    expect(body.items.find(({ channelId }) => channelId === 'kids')?.pick).toEqual({
      ...{ selectable: false, chosen: false, why: 'read-only' },
    });
  });

  it('sees a service of a business, which nobody changes here', async () => {
    const person = await world.tvCustomer({ planId: 'tv-lobby' }, { kind: 'business' });
    const { status, body } = await world.tv(person);
    expect([status, body.canChange]).toEqual([200, false]);
    const { body: shown } = await world.lineup(person);
    expect(shown.items.find(({ channelId }) => channelId === 'kids')?.alone?.why).toBe('read-only');
  });

  it.each(['tv', 'lineup'] as const)('finds no other service: %s', async (page) => {
    const [inetId, tvId] = [`inet-of-${page}`, `tv-of-${page}`];
    const services = [internet(inetId), { serviceId: tvId, type: 'tv' as const }];
    const sent = { services: services.map((one) => ({ planId: 'mix-3', ...one })) };
    const [person, other] = [await world.tvCustomer({}, sent), await world.tvCustomer()];
    const asked = { ...person, serviceId: tvId };
    expect((await world[page](asked)).status).toBe(200);
    await world.putAccount(person.accountNumber, {
      ...person.sent,
      services: sent.services.slice(0, 1),
    });
    const texts = new Set<string>();
    for (const serviceId of [tvId, inetId, other.serviceId, 'no-such']) {
      const { status, body } = await world[page]({ ...person, serviceId });
      expect([status, body.code]).toEqual([404, 'not-found']);
      texts.add(JSON.stringify({ ...body, instance: '' }));
    }
    expect(texts.size).toBe(1);
    expect((await world[page](other, { token: '' })).body.code).toBe('unauthenticated');
  });
});
