import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tvPlanContract as contract } from '../../functions/tv/plan/contract.ts';
import { tvPlanOperations } from '../../functions/tv/plan/operations.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import { feature } from '../../shared/http/feature.ts';
import { idempotencyIn } from '../../shared/idempotency.store.ts';
import { planStore } from '../../shared/plans/store.ts';
import type { Table } from '../../shared/table/client.ts';
import { cad, internet } from '../operator/fixtures.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { call } from '../support/call.ts';
import { usualTerms } from '../support/house.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';
import { tvCatalog, tvPlan } from './fixtures.ts';
import { startTv, type Service, type TvWorld } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: TvWorld;
beforeAll(async () => {
  world = await startTv(start, {
    plans: [
      ...tvCatalog().plans,
      tvPlan('tv-retired', 9, { retired: true }),
      tvPlan('tv-lobby', 9, { audience: 'business' }),
      tvPlan('tv-lobby-plus', 10, { audience: 'business' }),
      tvPlan('tv-twin', 3),
      tvPlan('tv-in-longueuil', 4, { availability: { postalPrefixes: ['J4'] } }),
      tvPlan('tv-in-montreal', 4, { availability: { postalPrefixes: ['H2X'] } }),
    ],
  });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const picked = (days: Record<string, string>): Partial<Service> => ({
  picked: Object.entries(days).map(([channelId, addedOn]) => ({ channelId, addedOn })),
});
/** Old enough to go. */
const mine = picked({ news: '2026-09-01', sports: '2026-09-02', 'film-1': '2026-09-03' });
const channels = (ids: readonly string[]) =>
  ids.map((channelId) => ({ channelId, name: channelId }));

describe('the TV plans a service can move up to', () => {
  it('are higher, sold, for its kind of account and available there, the lowest first', async () => {
    const { body } = await world.upgrades(await world.tvCustomer());
    expect(body.items.map(({ planId }) => planId)).toEqual(['tv-in-montreal', 'mix-5', 'tv-all']);
  });

  it('are those of a business on a business account, which may look', async () => {
    const document = { kind: 'business' as const };
    const { body } = await world.upgrades(await world.tvCustomer({ planId: 'tv-all' }, document));
    expect(body.items.map(({ planId }) => planId)).toEqual(['tv-lobby', 'tv-lobby-plus']);
  });

  it('come with channels, picks and packages, and with what they would mean today', async () => {
    const { body, headers } = await world.upgrades(
      await world.tvCustomer({ ...mine, addOns: ['films'] }),
      undefined,
      'fr-CA',
    );
    const base = { packageId: 'base', name: 'base (fr)' };
    expect(headers['content-language']).toBe('fr-CA');
    expect(body.current).toEqual({
      ...{ planId: 'mix-3', name: 'mix-3 (fr)', monthlyPrice: cad(3000), channels: 2 },
      ...{ pick: { regular: 3, premium: 1 }, packages: [base] },
    });
    expect(body.items.find(({ planId }) => planId === 'tv-all')).toEqual({
      ...{ planId: 'tv-all', name: 'tv-all (fr)', monthlyPrice: cad(8000), channels: 6 },
      packages: [
        base,
        { packageId: 'theme-news', name: 'theme-news (fr)' },
        { packageId: 'films', name: 'films (fr)' },
      ],
      priceDifference: cad(5000),
      ifToday: {
        ...{ monthlyDifference: cad(3500), gained: 1, lost: 1, notCharged: 1 },
        picks: { stay: 0, notNeeded: 2, lost: 1 },
      },
    });
    expect(body.items.find(({ planId }) => planId === 'mix-5')).toMatchObject({
      ...{ channels: 2, pick: { regular: 5, premium: 2 } },
      ifToday: { gained: 0, lost: 0, notCharged: 0, picks: { stay: 3, notNeeded: 0, lost: 0 } },
    });
  });

  it('tell what stands against one', async () => {
    const kept = await world.upgrades(await world.tvCustomer(picked({ sports: '2026-11-20' })));
    const rival = await world.upgrades(await world.tvCustomer({ addOns: ['rival'] }));
    const notYet = ({ body }: typeof kept) =>
      body.items.find(({ planId }) => planId === 'tv-all')?.notYet;
    expect(notYet(kept)).toEqual({
      ...{ code: 'channels-without-place', possibleFrom: '2026-12-20' },
      channels: [{ channelId: 'sports', name: 'sports', mayGoFrom: '2026-12-20' }],
    });
    expect(notYet(rival)).toMatchObject({ code: 'not-with-this-plan', remove: [{ id: 'rival' }] });
  });

  it('are shown to every delegate, and not found for other services', async () => {
    const services = [internet('inet-of-both'), { serviceId: 'tv-of-both', type: 'tv' as const }];
    const both = services.map((one) => ({ planId: 'mix-3', ...one }));
    const [holder, other] = [
      await world.tvCustomer({}, { services: both }),
      await world.tvCustomer(),
    ];
    await putDelegate(world.table, other, holder.accountNumber, []);
    const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
    const { token } = await signedIn(world.table, world.clock, other, terms);
    const ask = async (serviceId: string) => world.upgrades({ ...holder, serviceId }, token);
    expect((await ask('tv-of-both')).status).toBe(200);
    for (const serviceId of [other.serviceId, 'inet-of-both', 'no-such']) {
      expect((await ask(serviceId)).body.code).toBe('not-found');
    }
  });
});

describe('moving up', () => {
  it('now places an order that tells what becomes of channels and charges', async () => {
    const person = await world.tvCustomer({
      ...mine,
      addOns: ['film-2', 'theme-news', 'sports', 'recorder'],
    });
    const { status, body } = await world.move(person);
    expect(status).toBe(202);
    expect(body.order).toMatchObject({
      ...{ serviceId: person.serviceId, serviceType: 'tv', status: 'submitted', canUndo: true },
      effectiveDate: '2026-11-23',
      price: {
        // The plan, a package and a channel that come with the new one; and a channel that was picked.
        monthlyDifference: cad(8000 + 400 - 3000 - 900 - 700),
        prorated: {
          ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
          ...{ credit: cad(2453), charge: cad(4480), amount: cad(2027) },
        },
      },
    });
    expect(body.order?.change).toEqual({
      kind: 'plan',
      from: { planId: 'mix-3', name: 'mix-3 (en)', monthlyPrice: cad(3000) },
      to: { planId: 'tv-all', name: 'tv-all (en)', monthlyPrice: cad(8000) },
      tv: {
        ...{ gained: [], lost: [] },
        picks: {
          ...{ stay: [], notNeeded: channels(['news', 'film-1']), lost: channels(['sports']) },
          counts: { regular: { used: 0, included: 0 }, premium: { used: 0, included: 0 } },
        },
        notCharged: [
          { type: 'package', id: 'theme-news', name: 'theme-news (en)', monthlyPrice: cad(900) },
          { type: 'channel', id: 'film-2', name: 'film-2', monthlyPrice: cad(700) },
        ],
        charged: [{ type: 'channel', id: 'sports', name: 'sports', monthlyPrice: cad(400) }],
      },
    });
    expect(await world.has(person)).toMatchObject({
      ...{ planId: 'mix-3', picked: ['film-1', 'news', 'sports'] },
      ...{ pending: body.order?.orderId, orders: ['submitted'], open: ['ORDERS#submitted'] },
    });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
    expect(await world.activity(person)).toEqual(['order-placed']);
  });

  it('tells what is gained, what is lost, and what stays', async () => {
    const person = await world.tvCustomer({ planId: 'mix-3', ...mine });
    const { body } = await world.move(person, { planId: 'mix-5', when: 'next-period' });
    expect(body.order).toMatchObject({
      ...{ status: 'scheduled', effectiveDate: '2026-12-09' },
      price: { monthlyDifference: cad(2000) },
      change: {
        tv: {
          ...{ gained: [], lost: [] },
          picks: {
            ...{ stay: channels(['news', 'sports', 'film-1']), notNeeded: [], lost: [] },
            counts: { regular: { used: 2, included: 5 }, premium: { used: 1, included: 2 } },
          },
        },
      },
    });
    expect(body.order?.price.prorated).toBeUndefined();
    const all = await world.move(await world.tvCustomer(mine));
    expect(all.body.order?.change).toMatchObject({
      tv: { gained: channels(['nature', 'film-2']), lost: channels(['sports']) },
    });
  });

  it.each([
    ['a plan that is lower', 'tv-basic', 422, 'not-an-upgrade'],
    ['a plan of the same rank', 'tv-twin', 422, 'not-an-upgrade'],
    ['a plan that never was', 'no-such', 422, 'unknown-plan'],
    ['a plan that is not sold any more', 'tv-retired', 422, 'unknown-plan'],
    ['a plan of businesses', 'tv-lobby', 422, 'unknown-plan'],
    ['a plan that is not available there', 'tv-in-longueuil', 422, 'unknown-plan'],
    ['an Internet plan', 'internet-120', 422, 'unknown-plan'],
    ['an id that cannot be one', '../x', 400, 'invalid-request'],
  ])('to %s is refused, dry or not', async (_, planId, status, code) => {
    const person = await world.tvCustomer();
    for (const query of ['', 'dryRun=true']) {
      expect(await world.move(person, { planId, query })).toMatchObject({ status, body: { code } });
    }
    expect(await world.has(person)).toMatchObject({ orders: [], pending: undefined });
  });

  it.each<[string, string, 'now' | 'next-period', string | undefined]>([
    ['today, the day before it may go', '2026-10-25', 'now', '2026-11-24'],
    ['today, the day it may go', '2026-10-24', 'now', undefined],
    ['with a period that begins before', '2026-11-10', 'next-period', '2027-01-09'],
    ['with a period that begins that day', '2026-11-09', 'next-period', undefined],
  ])('%s: a pick that has no place is kept as long as it must', async (_, addedOn, when, from) => {
    const person = await world.tvCustomer(picked({ sports: addedOn, news: '2026-11-22' }));
    const { status, body } = await world.move(person, { when });
    if (from === undefined) {
      expect(status).toBe(202);
      return;
    }
    expect([status, body]).toMatchObject([
      422,
      {
        ...{ code: 'channels-without-place', possibleFrom: from },
        channels: [{ channelId: 'sports', name: 'sports' }],
      },
    ]);
    expect((await world.has(person)).orders).toEqual([]);
  });

  it('waits for no minimum stay of what comes with the plan', async () => {
    const person = await world.tvCustomer({ addOns: ['films'] });
    await world.heldSince(person, { films: '2026-11-22' });
    expect((await world.move(person)).status).toBe(202);
  });

  it.each<[string, Partial<Service>, Record<string, string>, object]>([
    [
      'a package that does not go with one of the plan',
      { addOns: ['rival'] },
      {},
      { type: 'package', id: 'rival', name: 'rival (en)', why: 'excluded' },
    ],
    [
      'one that must be kept until a day',
      { addOns: ['rival'] },
      { rival: '2026-11-20' },
      { id: 'rival', why: 'excluded', mayGoFrom: '2026-12-20' },
    ],
  ])('is refused while there is %s', async (_, service, since, remove) => {
    const person = await world.tvCustomer(service);
    await world.heldSince(person, since);
    for (const query of ['', 'dryRun=true']) {
      const { status, body } = await world.move(person, { query });
      expect([status, body]).toMatchObject([422, { code: 'not-with-this-plan', remove: [remove] }]);
    }
    expect((await world.has(person)).orders).toEqual([]);
  });

  it('to the plan that the service has changes nothing', async () => {
    const person = await world.tvCustomer(mine);
    for (const query of ['', 'dryRun=true']) {
      const { status, body } = await world.move(person, { planId: 'mix-3', query });
      expect([status, body]).toEqual([200, { changed: false }]);
    }
    expect((await world.has(person)).orders).toEqual([]);
  });

  it('is tried by a dry run, which says the same and stores nothing', async () => {
    const person = await world.tvCustomer({ ...mine, addOns: ['films', 'opera'] });
    const dry = await world.move(person, { query: 'dryRun=true', key: '' });
    expect(dry.status).toBe(200);
    expect(await world.has(person)).toMatchObject({ orders: [], pending: undefined });
    expect(await world.mails(person)).toEqual([]);
    const { body } = await world.move(person);
    expect({ ...dry.body.order, orderId: body.order?.orderId }).toEqual(body.order);
  });

  it('waits for the order that is open, which is told in the language asked for', async () => {
    const person = await world.tvCustomer(mine);
    const orderId = await world.moved(person);
    const { status, body } = await world.move(person, { planId: 'mix-5', language: 'fr-CA' });
    expect([status, body]).toMatchObject([
      409,
      { code: 'order-pending', order: { orderId, change: { to: { name: 'tv-all (fr)' } } } },
    ]);
    expect((await world.upgrades(person)).body.pendingOrderId).toBe(orderId);
  });

  it('in two browsers at once is one order', async () => {
    const person = await world.tvCustomer(mine);
    const asked = ['mix-5', 'tv-all', 'mix-5', 'tv-all'];
    const replies = await Promise.all(asked.map((planId) => world.move(person, { planId })));
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const { status, body } of replies) {
      if (status !== 202) expect(body.code).toBe('order-pending');
    }
    expect((await world.has(person)).orders).toEqual(['submitted']);
  });

  it('is for who may change services, and not for business accounts', async () => {
    const [holder, other] = [await world.tvCustomer(mine), await world.tvCustomer()];
    const as = async (perms: ['changeServices'] | ['viewUsage']) => {
      await putDelegate(world.table, other, holder.accountNumber, perms);
      const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
      const { token } = await signedIn(world.table, world.clock, other, terms);
      return world.move(holder, { token });
    };
    expect((await as(['viewUsage'])).body.code).toBe('missing-permission');
    expect((await as(['changeServices'])).status).toBe(202);
    const business = await world.tvCustomer({ planId: 'tv-lobby' }, { kind: 'business' });
    const { body } = await world.move(business, { planId: 'tv-lobby-plus' });
    expect(body.code).toBe('business-read-only');
  });

  it('asked for without a token, or of somebody else’s service, is not', async () => {
    const [person, other] = [await world.tvCustomer(), await world.tvCustomer()];
    expect((await world.move(person, { token: '' })).body.code).toBe('unauthenticated');
    const stolen = await world.move({ ...other, serviceId: person.serviceId });
    expect([stolen.status, stolen.body.code]).toEqual([404, 'not-found']);
  });
});

describe('an Idempotency-Key', () => {
  it('is needed, and gives the same answer to the same request', async () => {
    const person = await world.tvCustomer(mine);
    expect((await world.move(person, { key: '' })).body.code).toBe('idempotency-key-required');
    const first = await world.move(person, { key: 'k' });
    await world.event(first.body.order?.orderId ?? '', 'completed');
    const again = await world.move(person, { key: 'k' });
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    const reused = await world.move(person, { key: 'k', when: 'next-period' });
    expect(reused.body.code).toBe('idempotency-key-reused');
    expect((await world.has(person)).orders).toEqual(['completed']);
  });

  it.each([0, 1, 2, 3, 4])(
    'of a request that died at call %i is one order in the end',
    async (calls) => {
      const person = await world.tvCustomer(mine);
      const request = {
        token: await world.token(person),
        params: { serviceId: person.serviceId },
        headers: { 'idempotency-key': 'dying', 'accept-language': 'en-CA' },
        body: { planId: 'tv-all', when: 'now' },
      };
      await call(featureOn(dyingTable(world.table, calls)), contract.changeTvPlan, request);
      const soon = await world.move(person, { key: 'dying' });
      if (soon.status !== 202) {
        expect(soon.body.code).toBe('idempotency-key-in-flight');
        world.clock.advance(31);
        expect((await world.move(person, { key: 'dying' })).status).toBe(202);
      }
      expect((await world.has(person)).orders).toEqual(['submitted']);
      expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
    },
  );
});

/** The feature on a table of its own: to have it die in the middle. */
const featureOn = (table: Table) =>
  feature(
    contract,
    tvPlanOperations({
      ...{ store: planStore(table), idempotency: idempotencyIn(table, world.clock) },
      ...{ catalogs: catalogIn(world.table, world.clock), clock: world.clock, terms: usualTerms },
    }),
    settingsFor(world.clock, world.table),
  );
