import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataAddOnsContract as contract } from '../../functions/internet/data-addons/contract.ts';
import { dataAddOnsOperations } from '../../functions/internet/data-addons/operations.ts';
import { dataAddOnStore } from '../../functions/internet/data-addons/store.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import { feature } from '../../shared/http/feature.ts';
import { idempotencyIn } from '../../shared/idempotency.store.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { cad, internet } from '../operator/fixtures.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { call } from '../support/call.ts';
import { itemsWith, updateItem } from '../support/items.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';
import { dataAddOns, gigabytes, startAddOns, type AddOns } from './add-ons.ts';

const start = '2026-11-23T15:00:00Z';
const period = { start: '2026-11-09', end: '2026-12-08' };
let world: AddOns;
beforeAll(async () => {
  world = await startAddOns(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

/** The feature on a table of its own: to have it die or be outrun in the middle. */
const featureOn = (table: Table) =>
  feature(
    contract,
    dataAddOnsOperations({
      ...{ store: dataAddOnStore(table), idempotency: idempotencyIn(table, world.clock) },
      ...{ catalogs: catalogIn(world.table, world.clock), clock: world.clock },
      noticeAt: [75, 90, 100],
    }),
    settingsFor(world.clock, world.table),
  );

describe('the data add-ons on offer', () => {
  it('are sold, for this kind of account, the least first, in the language asked for', async () => {
    const person = await world.customer();
    const { status, body, headers } = await world.list(person);
    expect([status, headers['content-language']]).toEqual([200, 'en-CA']);
    expect(body).toEqual({
      period,
      items: [
        { dataAddOnId: 'data-50', name: '50 GB more', bytes: gigabytes(50), price: cad(500) },
        { dataAddOnId: 'data-100', name: '100 GB more', bytes: gigabytes(100), price: cad(900) },
        { dataAddOnId: 'data-home', name: '200 GB more', bytes: gigabytes(200), price: cad(1500) },
      ],
      bought: [],
    });
    expect((await world.list(person, 'fr-CA')).body.items[0]?.name).toBe('50 Go de plus');
  });

  it('are those of a business on a business account, which may look', async () => {
    const person = await world.customer('affaires-60', { kind: 'business' });
    const { body } = await world.list(person);
    expect(body.items.map(({ dataAddOnId }) => dataAddOnId)).toEqual([
      ...['data-50', 'data-100', 'data-business'],
    ]);
  });

  it('are none for a plan without a limit, and why is told', async () => {
    const { body } = await world.list(await world.customer('internet-400'));
    expect(body).toEqual({ period, items: [], nothingOffered: 'unlimited-plan', bought: [] });
  });

  it('are not found for other services, TV, and those that have ended', async () => {
    const [person, other] = [await world.customer(), await world.customer()];
    const ended = await world.customer();
    await world.putAccount(ended.accountNumber, { ...ended.sent, services: [internet('newer')] });
    for (const one of [
      { ...person, serviceId: other.serviceId },
      { ...person, serviceId: 'no-such' },
      ended,
    ]) {
      expect((await world.list(one)).body.code).toBe('not-found');
      expect((await world.buy(one)).body.code).toBe('not-found');
    }
  });
});

describe('buying a data add-on', () => {
  it('raises the allowance at once, as an order that is done', async () => {
    const person = await world.customer();
    await world.use(person, gigabytes(100));
    const { status, body } = await world.buy(person);
    expect(status).toBe(201);
    const order = {
      ...{ orderId: expect.any(String) as string, serviceId: person.serviceId },
      ...{ serviceType: 'internet', status: 'completed', when: 'now', canUndo: false },
      ...{ placedAt: '2026-11-23T15:00:00.000Z', endedAt: '2026-11-23T15:00:00.000Z' },
      effectiveDate: '2026-11-23',
      change: {
        ...{ kind: 'data-add-on', dataAddOnId: 'data-50', name: '50 GB more' },
        bytes: gigabytes(50),
      },
      price: { monthlyDifference: cad(0), oneTime: cad(500) },
    };
    const allowance = {
      ...{ unlimited: false, limit: gigabytes(450), remaining: gigabytes(350) },
      ...{ overBy: 0, percentUsed: 22.2 },
    };
    expect(body).toMatchObject({ order, period, allowance, overage: { charge: cad(0) } });
    const usage = await world.usage(person);
    expect(usage).toMatchObject({
      allowance,
      dataAddOns: [
        {
          ...{ purchaseId: body.order.orderId, dataAddOnId: 'data-50', price: cad(500) },
          boughtAt: '2026-11-23T15:00:00.000Z',
        },
      ],
    });
    expect((await world.list(person, 'fr-CA')).body.bought).toEqual(usage.dataAddOns);
    expect(await world.activity(person)).toEqual(['data-add-on-bought']);
    expect(await world.told(person, 'data-add-on-bought')).toMatchObject([
      {
        profileId: person.profileId,
        details: { addOnFr: '50 Go de plus', addOnEn: '50 GB more', periodEnd: '2026-12-08' },
      },
    ]);
  });

  it('makes the terms of a period that has no usage yet, and usage comes under them', async () => {
    const person = await world.customer('internet-30');
    await world.buy(person);
    expect(await world.terms(person)).toMatchObject({
      ...{ planId: 'internet-30', allowance: BigInt(gigabytes(100)), told: 0, version: 1 },
      overage: { price: 1000 },
    });
    expect(await world.lookAt(person)).toBe(gigabytes(112.5));
    await world.use(person, gigabytes(112));
    expect(await world.told(person, 'usage-notice')).toEqual([]);
    await world.use(person, gigabytes(1));
    expect(await world.told(person, 'usage-notice')).toMatchObject([
      { details: { percent: '75', limit: String(gigabytes(150)) } },
    ]);
    expect(await world.charge(person)).toBe(0);
  });

  it('takes back no overage that was incurred, and more is charged from the higher limit on', async () => {
    const person = await world.customer('internet-30');
    await world.use(person, gigabytes(140));
    expect(await world.charge(person)).toBe(1000);
    const { body } = await world.buy(person, 'data-100');
    expect(body).toMatchObject({
      allowance: { limit: gigabytes(200), remaining: gigabytes(60), percentUsed: 70 },
      overage: { charge: cad(1000), rate: { price: cad(1000), cap: cad(10_000) } },
    });
    await world.use(person, gigabytes(60));
    expect(await world.charge(person)).toBe(1000);
    await world.use(person, gigabytes(51));
    expect(await world.charge(person)).toBe(2000);
  });

  it('has the notices given again for the new limit, each once', async () => {
    const person = await world.customer('internet-30');
    await world.use(person, gigabytes(95));
    await world.buy(person, 'data-100');
    await world.use(person, gigabytes(54));
    const notices = async () =>
      (await world.usage(person)).notices.map(({ percent, limit }) => [percent, limit]);
    expect(await notices()).toEqual([[90, gigabytes(100)]]);
    await world.use(person, gigabytes(1));
    await world.use(person, gigabytes(1));
    expect(await notices()).toEqual([
      [90, gigabytes(100)],
      [75, gigabytes(200)],
    ]);
    expect(await world.told(person, 'usage-notice')).toHaveLength(2);
  });

  it('is of its billing period alone', async () => {
    const person = await world.customer('internet-30');
    await world.buy(person);
    world.clock.set('2026-12-09T12:00:00Z');
    expect((await world.usage(person)).allowance).toMatchObject({ limit: gigabytes(100) });
    expect((await world.list(person)).body).toMatchObject({
      period: { start: '2026-12-09' },
      bought: [],
    });
    const { body } = await world.buy(person);
    expect(body).toMatchObject({ period: { end: '2027-01-08' } });
  });

  it('is tried by a dry run, which says the same and stores nothing', async () => {
    const person = await world.customer();
    const dry = await world.buy(person, 'data-50', { query: 'dryRun=true', key: '' });
    expect(dry.status).toBe(200);
    expect(await world.terms(person)).toBeUndefined();
    expect(await world.activity(person)).toEqual([]);
    const { body } = await world.buy(person);
    const { orderId: _id, ...order } = body.order;
    expect(dry.body).toEqual({ ...body, order });
  });

  it.each([
    ['one that never was', 'no-such', 422, 'unknown-data-add-on'],
    ['one that is not sold any more', 'data-retired', 422, 'unknown-data-add-on'],
    ['one of businesses', 'data-business', 422, 'unknown-data-add-on'],
    ['an id that cannot be one', '../x', 400, 'invalid-request'],
  ])('refuses %s, dry or not', async (_, dataAddOnId, status, code) => {
    const person = await world.customer();
    for (const query of ['', 'dryRun=true']) {
      const reply = await world.buy(person, dataAddOnId, { query });
      expect([reply.status, reply.body.code]).toEqual([status, code]);
    }
    expect(await world.terms(person)).toBeUndefined();
    expect((await world.state(person)).orders).toEqual([]);
  });

  it('refuses more for a plan without a limit', async () => {
    const person = await world.customer('internet-400');
    for (const query of ['', 'dryRun=true']) {
      expect(await world.buy(person, 'data-50', { query })).toMatchObject({
        status: 422,
        body: { code: 'unlimited-plan', planId: 'internet-400' },
      });
    }
  });

  it('refuses the twenty-first of a period, and offers none', async () => {
    const person = await world.customer();
    for (let count = 0; count < 20; count++) {
      expect((await world.buy(person)).status).toBe(201);
    }
    expect(await world.buy(person)).toMatchObject({
      status: 422,
      body: { code: 'too-many-data-add-ons', most: 20, periodEnd: '2026-12-08' },
    });
    const { body } = await world.list(person);
    expect([body.items, body.nothingOffered]).toEqual([[], 'too-many-data-add-ons']);
    expect(body.bought).toHaveLength(20);
    expect((await world.usage(person)).allowance).toMatchObject({ limit: gigabytes(1400) });
  });

  it('is for who may change services, and mailed to the holder', async () => {
    const [holder, other] = [await world.customer(), await world.customer()];
    const as = async (perms: ['changeServices'] | ['viewUsage']) => {
      await putDelegate(world.table, other, holder.accountNumber, perms);
      const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
      return world.buy(holder, 'data-50', {
        token: (await signedIn(world.table, world.clock, other, terms)).token,
      });
    };
    expect((await as(['viewUsage'])).body.code).toBe('missing-permission');
    expect((await as(['changeServices'])).status).toBe(201);
    expect(await world.told(holder, 'data-add-on-bought')).toHaveLength(1);
    expect(await world.told(other, 'data-add-on-bought')).toEqual([]);
  });

  it('is not for business accounts, nor without a token', async () => {
    const person = await world.customer('affaires-60', { kind: 'business' });
    expect((await world.buy(person)).body.code).toBe('business-read-only');
    expect((await world.buy(person, 'data-50', { token: '' })).status).toBe(401);
  });

  it('knows what was published a moment ago', async () => {
    const person = await world.customer();
    await world.list(person);
    const [, newest] = dataAddOns;
    await world.house.call(operatorContract.putCatalog, {
      ...(await world.asOperator()),
      body: {
        ...catalogFrom('2026-11-23'),
        dataAddOns: [...dataAddOns, { ...newest, dataAddOnId: 'data-new' } as never],
      },
    });
    expect((await world.buy(person, 'data-new')).status).toBe(201);
  });

  it('says conflict when the account keeps changing, and stores nothing', async () => {
    const person = await world.customer();
    const request = {
      token: await world.token(person),
      params: { serviceId: person.serviceId },
      headers: { 'idempotency-key': 'outrun' },
      body: { dataAddOnId: 'data-50' },
    };
    let version = 1;
    const { table } = world;
    const client = new Proxy(table.client, {
      get: (target, name, receiver) =>
        name === 'send'
          ? async (command: { constructor: { name: string } }) => {
              if (command.constructor.name === 'TransactWriteCommand') {
                await updateItem(table, keys.account(person.accountNumber), { version: ++version });
              }
              return target.send(command as never);
            }
          : (Reflect.get(target, name, receiver) as unknown),
    });
    const reply = await call(featureOn({ ...table, client }), contract.buyDataAddOn, request);
    expect([reply.status, reply.body.code]).toEqual([409, 'conflict']);
    expect((await world.state(person)).orders).toEqual([]);
    // The key is free again.
    expect((await world.buy(person, 'data-50', { key: 'outrun' })).status).toBe(201);
  });
});

describe('an order of a data add-on', () => {
  it('is shown with the others, cannot be taken back, and is on no list of open ones', async () => {
    const person = await world.customer();
    const { body } = await world.buy(person);
    const orderId = body.order.orderId ?? '';
    const token = await world.token(person);
    const listed = await world.house.call(ordersContract.listOrders, { token });
    expect(listed.body.items).toMatchObject([
      { orderId, status: 'completed', change: { kind: 'data-add-on', name: '50 Go de plus' } },
    ]);
    const one = await world.house.call(ordersContract.getOrder, { token, params: { orderId } });
    expect(one.body).toEqual(listed.body.items[0]);
    for (const query of ['', 'dryRun=true']) {
      expect(await world.undo(person, orderId, query)).toMatchObject({
        status: 409,
        body: { code: 'order-ended', status: 'completed' },
      });
    }
    expect(await itemsWith(world.table, 'ORDERS#')).toEqual([]);
    for (const type of ['started', 'completed', 'failed']) {
      expect((await world.event(orderId, type)).body).toMatchObject({
        applied: false,
        order: { accountNumber: person.accountNumber, fulfilment: 'automatic' },
      });
    }
    expect(await world.terms(person)).toMatchObject({ version: 1 });
  });

  it('holds up no plan order, and is held up by none', async () => {
    const person = await world.customer('internet-30');
    await world.buy(person);
    const orderId = await world.placed(person, { planId: 'internet-120' });
    expect((await world.buy(person)).status).toBe(201);
    expect(await world.state(person)).toMatchObject({ pending: orderId });
    expect((await world.event(orderId, 'completed')).body.applied).toBe(true);
    // Whoever buys next finds the plan of now, with what was bought before.
    const { body } = await world.buy(person);
    expect(body.allowance.limit).toBe(gigabytes(550));
    expect(await world.terms(person)).toMatchObject({ planId: 'internet-120' });
  });

  it('stays with the period when the plan loses its limit, and can be had no more', async () => {
    const person = await world.customer('internet-30');
    await world.buy(person);
    await world.event(await world.placed(person, { planId: 'internet-400' }), 'completed');
    expect((await world.buy(person)).body.code).toBe('unlimited-plan');
    const { body } = await world.list(person);
    expect([body.nothingOffered, body.bought.length]).toEqual(['unlimited-plan', 1]);
  });
});

describe('the Idempotency-Key of a purchase', () => {
  it('is needed, and forgives no other request', async () => {
    const person = await world.customer();
    expect((await world.buy(person, 'data-50', { key: '' })).body.code).toBe(
      'idempotency-key-required',
    );
    await world.buy(person, 'data-50', { key: 'k' });
    expect((await world.buy(person, 'data-100', { key: 'k' })).body.code).toBe(
      'idempotency-key-reused',
    );
  });

  it('gives the same answer again, and counts once, however often it is sent at once', async () => {
    const person = await world.customer();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => world.buy(person, 'data-50', { key: 'at-once' })),
    );
    const bought = replies.filter(({ status }) => status === 201);
    expect(new Set(bought.map(({ text }) => text)).size).toBe(1);
    for (const { body } of replies.filter((one) => !bought.includes(one))) {
      expect(body.code).toBe('idempotency-key-in-flight');
    }
    expect((await world.terms(person))?.addOns).toHaveLength(1);
    const again = await world.buy(person, 'data-50', { key: 'at-once' });
    expect(again.text).toBe(bought[0]?.text);
    expect(await world.told(person, 'data-add-on-bought')).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4])(
    'of a request that died at call %i is one purchase in the end',
    async (calls) => {
      const person = await world.customer();
      await call(featureOn(dyingTable(world.table, calls)), contract.buyDataAddOn, {
        token: await world.token(person),
        params: { serviceId: person.serviceId },
        headers: { 'idempotency-key': 'dying' },
        body: { dataAddOnId: 'data-50' },
      });
      const soon = await world.buy(person, 'data-50', { key: 'dying' });
      if (soon.status !== 201) {
        expect(soon.body.code).toBe('idempotency-key-in-flight');
        world.clock.advance(31);
        expect((await world.buy(person, 'data-50', { key: 'dying' })).status).toBe(201);
      }
      expect((await world.terms(person))?.addOns).toHaveLength(1);
      expect((await world.state(person)).orders).toEqual(['completed']);
      expect(await world.told(person, 'data-add-on-bought')).toHaveLength(1);
    },
  );
});

describe('purchases and folds at the same moment', () => {
  it('of several browsers all count', async () => {
    const person = await world.customer('internet-30');
    const replies = await Promise.all(
      Array.from({ length: 4 }, (_, index) => world.buy(person, 'data-50', { key: `b-${index}` })),
    );
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const terms = await world.terms(person);
    expect(terms?.addOns.map(({ purchaseId }) => purchaseId).toSorted()).toEqual(
      replies.map(({ body }) => body.order.orderId ?? '').toSorted(),
    );
    expect((await world.usage(person)).allowance).toMatchObject({ limit: gigabytes(300) });
    const orders = await itemsUnder(world.table, keys.account(person.accountNumber).pk, 'ORDER#');
    expect(orders).toHaveLength(4);
  });

  it('lose neither an add-on nor a notice, and no overage is taken back', async () => {
    for (let round = 0; round < 12; round++) {
      const person = await world.customer('internet-30');
      // Nothing set down, told of 90 %, or over already.
      const before = [0, 95, 120][round % 3] ?? 0;
      if (before > 0) await world.use(person, gigabytes(before));
      const incurred = await world.charge(person);
      await world.send(person.serviceId, gigabytes(100));
      const folds = [world.fold(), world.fold()];
      const [bought] = await Promise.all([world.buy(person), Promise.allSettled(folds)]);
      // Two that overtake each other without a pause may both give up.
      await world.fold();
      expect(bought.status).toBe(201);
      const terms = await world.terms(person);
      expect(terms?.addOns).toHaveLength(1);
      const used = BigInt(gigabytes(before + 100));
      const { told = 0, notices = [] } = terms ?? {};
      const reached = [100, 90, 75].find(
        (one) => used * 100n >= BigInt(gigabytes(150)) * BigInt(one),
      );
      expect([round, told]).toEqual([round, reached ?? 0]);
      expect(await world.told(person, 'usage-notice')).toHaveLength(notices.length);
      // As if bought after the usage, or before it.
      const charges = before === 0 ? [0] : before === 95 ? [1000, 2000] : [2000, 3000];
      expect(charges).toContain(await world.charge(person));
      expect(await world.charge(person)).toBeGreaterThanOrEqual(incurred);
    }
  });
});
