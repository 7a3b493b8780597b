import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planContract as contract } from '../../functions/internet/plan/contract.ts';
import { planOperations } from '../../functions/internet/plan/operations.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import { feature } from '../../shared/http/feature.ts';
import { idempotencyIn } from '../../shared/idempotency.store.ts';
import { planStore } from '../../shared/plans/store.ts';
import type { Table } from '../../shared/table/client.ts';
import { cad, internet } from '../operator/fixtures.ts';
import { startOrders, type World } from '../orders/orders.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { call } from '../support/call.ts';
import { usualTerms } from '../support/house.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';

type Availability = { provinces?: 'QC'[]; postalPrefixes?: string[] };
const plan = (planId: string, rank: number, cents: number, over: object = {}) => ({
  type: 'internet' as const,
  planId,
  name: { fr: `${planId} (fr)`, en: `${planId} (en)` },
  monthlyPrice: cad(cents),
  audience: 'all' as const,
  rank,
  downloadMbps: 1,
  uploadMbps: 1,
  allowance: 'unlimited' as const,
  ...over,
});
const local = (planId: string, availability: Availability) =>
  plan(planId, 60, 1000, { availability });

let world: World;
beforeAll(async () => {
  world = await startOrders('2026-11-23T15:00:00Z', {
    plans: [
      ...catalogFrom('2026-11-23').plans,
      plan('cheaper-but-higher', 35, 5000),
      plan('retired', 50, 1000, { retired: true }),
      plan('twin', 20, 6495),
      local('in-quebec', { provinces: ['QC'] }),
      local('in-montreal', { postalPrefixes: ['H'] }),
      local('downtown', { postalPrefixes: ['H2X3J'] }),
      local('in-longueuil', { postalPrefixes: ['J4'] }),
      local('in-quebec-or-ottawa', { provinces: ['QC'], postalPrefixes: ['K1'] }),
    ],
  });
});
afterAll(() => world.stop());

const upgrades = async (
  { serviceId, token }: { serviceId: string; token: string },
  language = 'en-CA',
) =>
  world.house.call(contract.listUpgrades, {
    token,
    params: { serviceId },
    headers: { 'accept-language': language },
  });
const idsFor = async (planId: string, over: object = {}) => {
  const person = await world.customer(planId, over);
  const token = await world.token(person);
  const { body } = await upgrades({ serviceId: person.serviceId, token });
  return body.items.map((one) => one.planId);
};

describe('the plans a service can move up to', () => {
  it('are higher, sold, for its kind of account and available there, the lowest first', async () => {
    expect(await idsFor('internet-120')).toEqual([
      ...['internet-400', 'cheaper-but-higher', 'internet-giga'],
      ...['in-quebec', 'in-montreal', 'downtown', 'in-quebec-or-ottawa'],
    ]);
  });

  it.each([
    ['Gatineau', 'QC', 'J8X 1A1', ['in-quebec', 'in-quebec-or-ottawa']],
    ['Longueuil', 'QC', 'j4h1a1', ['in-quebec', 'in-longueuil', 'in-quebec-or-ottawa']],
    ['Ottawa', 'ON', 'K1A 0B1', ['in-quebec-or-ottawa']],
    ['Toronto', 'ON', 'M5H 1A1', []],
  ])('are those of the address: %s', async (city, province, postalCode, expected) => {
    const serviceAddress = { line1: '1 Main', city, province, postalCode } as never;
    const ids = await idsFor('internet-120', { serviceAddress });
    expect(ids.filter((id) => /^in-|downtown/.test(id))).toEqual(expected);
  });

  it('are those of a business on a business account, which may look', async () => {
    const ids = await idsFor('affaires-60', { kind: 'business' });
    expect(ids).toContain('affaires-500');
    expect(ids).not.toContain('internet-giga');
  });

  it('come with price difference, speed and allowance, in the language asked for', async () => {
    const person = await world.customer('internet-30');
    const asked = { serviceId: person.serviceId, token: await world.token(person) };
    const { body, headers } = await upgrades(asked, 'fr-CA');
    expect(body.current).toMatchObject({ planId: 'internet-30', monthlyPrice: cad(4995) });
    expect(body.items[0]).toEqual({
      planId: 'internet-120',
      name: 'Internet 120',
      monthlyPrice: cad(6495),
      priceDifference: cad(1500),
      ...{ downloadMbps: 120, uploadMbps: 20, allowance: 400_000_000_000 },
    });
    expect(body.items.find(({ planId }) => planId === 'internet-400')?.name).toMatch(/illimité/);
    expect(headers['content-language']).toBe('fr-CA');
    const cheaper = body.items.find(({ planId }) => planId === 'cheaper-but-higher');
    expect(cheaper?.priceDifference).toEqual(cad(5));
  });

  it('are shown to every delegate, and not found for other services', async () => {
    const [holder, other] = [await world.customer(), await world.customer()];
    await putDelegate(world.table, other, holder.accountNumber, []);
    const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
    const { token } = await signedIn(world.table, world.clock, other, terms);
    expect((await upgrades({ serviceId: holder.serviceId, token })).status).toBe(200);
    for (const serviceId of [other.serviceId, 'no-such']) {
      expect((await upgrades({ serviceId, token })).body.code).toBe('not-found');
    }
  });
});

describe('moving up', () => {
  it('now places an order that is charged for the rest of the period', async () => {
    const person = await world.customer();
    const { status, body } = await world.order(person);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      changed: true,
      order: {
        ...{ status: 'submitted', when: 'now', serviceId: person.serviceId, canUndo: true },
        ...{ effectiveDate: '2026-11-23', placedAt: '2026-11-23T15:00:00.000Z' },
        change: { from: { planId: 'internet-120' }, to: { planId: 'internet-400' } },
        price: {
          monthlyDifference: cad(1500),
          prorated: {
            ...{ from: '2026-11-23', to: '2026-12-08', days: 16, divisor: 30 },
            ...{ credit: cad(3464), charge: cad(4264), amount: cad(800) },
          },
        },
      },
    });
    expect(await world.state(person)).toEqual({
      ...{ planId: 'internet-120', usagePlan: 'internet-120' },
      ...{ pending: body.order?.orderId, orders: ['submitted'], open: ['ORDERS#submitted'] },
    });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
    expect(await world.activity(person)).toEqual(['order-placed']);
  });

  it('with the next period costs nothing before', async () => {
    const person = await world.customer();
    const { body } = await world.order(person, { when: 'next-period' });
    expect(body.order).toMatchObject({ status: 'scheduled', effectiveDate: '2026-12-09' });
    expect(body.order?.price).toEqual({ monthlyDifference: cad(1500) });
    expect((await world.state(person)).open).toEqual(['ORDERS#scheduled']);
  });

  it.each([
    ['a plan that is lower', 'internet-30', 422, 'not-an-upgrade'],
    ['a plan of the same rank', 'twin', 422, 'not-an-upgrade'],
    ['a plan that never was', 'no-such', 422, 'unknown-plan'],
    ['a plan that is not sold any more', 'retired', 422, 'unknown-plan'],
    ['a plan of businesses', 'affaires-500', 422, 'unknown-plan'],
    ['a plan that is not available there', 'in-longueuil', 422, 'unknown-plan'],
    ['a TV plan', 'tv-complete', 422, 'unknown-plan'],
    ['an id that cannot be one', '../x', 400, 'invalid-request'],
  ])('to %s is refused, dry or not', async (_, planId, status, code) => {
    const person = await world.customer();
    for (const query of ['', 'dryRun=true']) {
      expect(await world.order(person, { planId, query })).toMatchObject({
        status,
        body: { code },
      });
    }
    expect(await world.state(person)).toMatchObject({ orders: [], pending: undefined });
  });

  it('to the plan that the service has changes nothing', async () => {
    const person = await world.customer();
    for (const query of ['', 'dryRun=true']) {
      const { status, body } = await world.order(person, { planId: 'internet-120', query });
      expect([status, body]).toEqual([200, { changed: false }]);
    }
    expect((await world.state(person)).orders).toEqual([]);
  });

  it('is tried by a dry run, which says the same and stores nothing', async () => {
    const person = await world.customer();
    const dry = await world.order(person, { query: 'dryRun=true', key: '' });
    expect(dry.status).toBe(200);
    expect(await world.state(person)).toMatchObject({ orders: [], pending: undefined });
    expect(await world.mails(person)).toEqual([]);
    const { body } = await world.order(person);
    expect({ ...dry.body.order, orderId: body.order?.orderId }).toEqual(body.order);
  });

  it('waits for the order that is open, which is told, dry or not', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    for (const query of ['', 'dryRun=true']) {
      for (const planId of ['internet-giga', 'internet-400', 'internet-120']) {
        expect(await world.order(person, { planId, query })).toMatchObject({
          status: 409,
          body: { code: 'order-pending', order: { orderId, status: 'submitted', canUndo: true } },
        });
      }
    }
    const token = await world.token(person);
    const { body } = await upgrades({ serviceId: person.serviceId, token });
    expect(body.pendingOrderId).toBe(orderId);
  });

  it('of two services is two orders', async () => {
    const person = await world.customer('internet-120', {
      services: [internet('two-a', 'internet-120'), internet('two-b', 'internet-120')],
    });
    const [one, other] = await Promise.all([
      world.order({ ...person, serviceId: 'two-a' }),
      world.order({ ...person, serviceId: 'two-b' }),
    ]);
    expect([one.status, other.status]).toEqual([202, 202]);
  });

  it('in two browsers at once is one order', async () => {
    const person = await world.customer();
    const asked = ['internet-400', 'internet-giga', 'cheaper-but-higher', 'internet-400'];
    const replies = await Promise.all(asked.map((planId) => world.order(person, { planId })));
    const placed = replies.filter(({ status }) => status === 202);
    expect(placed).toHaveLength(1);
    for (const { status, body } of replies) {
      if (status !== 202) expect(body.code).toBe('order-pending');
    }
    expect((await world.state(person)).orders).toEqual(['submitted']);
    expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
  });

  it('is for who may change services, and mailed to the holder', async () => {
    const [holder, other] = [await world.customer(), await world.customer()];
    const as = async (perms: ['changeServices'] | ['viewUsage']) => {
      await putDelegate(world.table, other, holder.accountNumber, perms);
      const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
      const { token } = await signedIn(world.table, world.clock, other, terms);
      return world.order(holder, { token });
    };
    expect((await as(['viewUsage'])).body.code).toBe('missing-permission');
    expect((await as(['changeServices'])).status).toBe(202);
    expect(await world.mails(holder)).toEqual(['plan-change-confirmed']);
    expect(await world.mails(other)).toEqual([]);
  });

  it('is not for business accounts', async () => {
    const person = await world.customer('affaires-60', { kind: 'business' });
    const { body } = await world.order(person, { planId: 'affaires-500' });
    expect(body.code).toBe('business-read-only');
  });
});

describe('an Idempotency-Key', () => {
  it.each([[''], ['a b'], ['é'], ['x'.repeat(256)]])('is needed, %j is none', async (key) => {
    const person = await world.customer();
    const { status, body } = await world.order(person, { key });
    expect([status, body.code]).toEqual([400, 'idempotency-key-required']);
  });

  it('gives the same answer to the same request, also when the order has moved on', async () => {
    const person = await world.customer();
    const first = await world.order(person, { key: 'k' });
    await world.event(first.body.order?.orderId ?? '', 'completed');
    world.clock.advance(60);
    const again = await world.order(person, { key: 'k' });
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect((await world.state(person)).orders).toEqual(['completed']);
  });

  it('is for one request, and for one account', async () => {
    const [person, other] = [await world.customer(), await world.customer()];
    await world.placed(person, { key: 'shared' });
    const reused = await world.order(person, { key: 'shared', when: 'next-period' });
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await world.order(other, { key: 'shared' })).status).toBe(202);
  });

  it('of a refused request may be used when the reason is gone', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const refused = await world.order(person, { key: 'later', planId: 'internet-giga' });
    expect(refused.body.code).toBe('order-pending');
    await world.undo(person, orderId);
    const taken = await world.order(person, { key: 'later', planId: 'internet-giga' });
    expect(taken.status).toBe(202);
  });

  it('is forgotten after 24 hours', async () => {
    const person = await world.customer();
    await world.undo(person, await world.placed(person, { key: 'old' }));
    world.clock.advance(86_399);
    const late = await world.order(person, { key: 'old', planId: 'internet-giga' });
    expect(late.body.code).toBe('idempotency-key-reused');
    world.clock.advance(1);
    expect((await world.order(person, { key: 'old', planId: 'internet-giga' })).status).toBe(202);
  });

  it('sent many times at once is one order and one answer; who comes meanwhile is told so', async () => {
    const person = await world.customer();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => world.order(person, { key: 'at-once' })),
    );
    const answered = replies.filter(({ status }) => status === 202);
    expect(new Set(answered.map(({ text }) => text)).size).toBe(1);
    for (const { status, body, headers } of replies.filter((one) => !answered.includes(one))) {
      expect([status, body.code]).toEqual([409, 'idempotency-key-in-flight']);
      expect(headers['retry-after']).toBe('2');
    }
    expect((await world.state(person)).orders).toEqual(['submitted']);
  });

  it.each([0, 1, 2, 3, 4])(
    'of a request that died at call %i is one order in the end',
    async (calls) => {
      const person = await world.customer();
      const token = await world.token(person);
      const request = {
        token,
        params: { serviceId: person.serviceId },
        headers: { 'idempotency-key': 'dying' },
        body: { planId: 'internet-400', when: 'now' },
      };
      await call(featureOn(dyingTable(world.table, calls)), contract.changePlan, request);
      const soon = await world.order(person, { key: 'dying' });
      if (soon.status !== 202) {
        expect(soon.body.code).toBe('idempotency-key-in-flight');
        world.clock.advance(31);
        expect((await world.order(person, { key: 'dying' })).status).toBe(202);
      }
      expect((await world.state(person)).orders).toEqual(['submitted']);
      expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
    },
  );
});

/** The feature on a table of its own: to have it die in the middle. */
const featureOn = (table: Table) =>
  feature(
    contract,
    planOperations({
      ...{ store: planStore(table), idempotency: idempotencyIn(table, world.clock) },
      ...{ catalogs: catalogIn(world.table, world.clock), clock: world.clock, terms: usualTerms },
    }),
    settingsFor(world.clock, world.table),
  );
