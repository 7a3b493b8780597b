import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersContract as contract } from '../../functions/orders/contract.ts';
import { cad } from '../operator/fixtures.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { startOrders, type World } from './orders.ts';

let world: World;
beforeAll(async () => {
  world = await startOrders();
});
afterAll(() => world.stop());

const list = async (token: string, query = '', language = 'en-CA') =>
  world.house.call(contract.listOrders, {
    ...{ token, query },
    headers: { 'accept-language': language },
  });
const get = async (token: string, orderId: string) =>
  world.house.call(contract.getOrder, { token, params: { orderId } });
const open = async (query: string) =>
  world.house.call(contract.listOpenOrders, { ...(await world.asOperator()), query });

/** One after the other, each taken back before the next. */
async function manyOrders(person: Parameters<World['order']>[0], count: number) {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const orderId = await world.placed(person);
    await world.undo(person, orderId);
    world.clock.advance(1);
    ids.unshift(orderId);
  }
  return ids;
}

describe('the orders of an account', () => {
  it('are listed newest first, page by page', async () => {
    const person = await world.customer();
    const ids = await manyOrders(person, 5);
    const token = await world.token(person);
    const seen: string[] = [];
    let query = 'limit=2';
    for (;;) {
      const { body } = await list(token, query);
      seen.push(...body.items.map((one) => one.orderId));
      if (body.nextCursor === undefined) break;
      expect(body.items).toHaveLength(2);
      query = `limit=2&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(seen).toEqual(ids);
  });

  it('are shown in the language asked for, each as it is alone', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const token = await world.token(person);
    const { body } = await list(token, '', 'fr-CA');
    expect(body.items[0]?.change).toMatchObject({ to: { name: 'Internet 400 illimité' } });
    // The account's language where none is asked for.
    expect((await get(token, orderId)).body).toEqual(body.items[0]);
  });

  it('open for no other account, and no cursor of another reader', async () => {
    const [person, other] = [await world.customer(), await world.customer()];
    const [orderId = ''] = await manyOrders(person, 3);
    const theirs = await world.token(other);
    expect((await list(theirs)).body).toEqual({ items: [] });
    const missing = await get(theirs, '019ab3a0-5c00-7d1e-8a53-0d6c6c1fffff');
    const others = await get(theirs, orderId);
    expect([others.status, others.text]).toEqual([404, missing.text]);
    expect((await world.undo(other, orderId)).body.code).toBe('not-found');
    const { body } = await list(await world.token(person), 'limit=1');
    const cursor = encodeURIComponent(body.nextCursor ?? '');
    expect((await list(theirs, `cursor=${cursor}`)).body.code).toBe('invalid-request');
  });
});

describe('taking an order back', () => {
  it.each(['now', 'next-period'])('that was for %s leaves everything as it was', async (when) => {
    const person = await world.customer();
    const orderId = await world.placed(person, { when });
    const { status, body } = await world.undo(person, orderId);
    expect(status).toBe(200);
    expect(body).toMatchObject({ orderId, status: 'cancelled', canUndo: false });
    expect(await world.state(person)).toEqual({
      ...{ planId: 'internet-120', usagePlan: 'internet-120' },
      ...{ pending: undefined, orders: ['cancelled'], open: [] },
    });
    expect(await world.activity(person)).toEqual(['order-placed', 'order-undone']);
    expect(await world.mails(person)).toEqual(['plan-change-confirmed']);
  });

  it('is done once, and may be said again', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const replies = await Promise.all([1, 2, 3].map(() => world.undo(person, orderId)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await world.undo(person, orderId)).body.status).toBe('cancelled');
    expect(await world.activity(person)).toEqual(['order-placed', 'order-undone']);
  });

  it('is tried by a dry run', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const dry = await world.undo(person, orderId, 'dryRun=true');
    expect(dry.body.status).toBe('cancelled');
    expect((await world.state(person)).orders).toEqual(['submitted']);
  });

  it.each([
    ['started', 'order-in-progress'],
    ['completed', 'order-ended'],
    ['failed', 'order-ended'],
  ])('is too late once it has %s', async (event, code) => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    await world.event(orderId, event);
    expect(await world.undo(person, orderId)).toMatchObject({ status: 409, body: { code } });
  });

  it('is for who may change services', async () => {
    const [holder, other] = [await world.customer(), await world.customer()];
    const orderId = await world.placed(holder);
    const as = async (perms: ['changeServices'] | ['viewUsage']) => {
      await putDelegate(world.table, other, holder.accountNumber, perms);
      const terms = { accountNumber: holder.accountNumber, role: 'delegate' } as const;
      const { token } = await signedIn(world.table, world.clock, other, terms);
      return world.house.call(contract.undoOrder, { token, params: { orderId } });
    };
    expect((await as(['viewUsage'])).body.code).toBe('missing-permission');
    expect((await as(['changeServices'])).status).toBe(200);
  });

  it('while it is completed: one of both is done, never both', async () => {
    for (let round = 0; round < 12; round++) {
      const person = await world.customer();
      const orderId = await world.placed(person);
      const both = [() => world.undo(person, orderId), () => world.event(orderId, 'completed')];
      if (round % 2 === 1) both.reverse();
      await Promise.all(both.map((one) => one()));
      const { planId, usagePlan, pending, orders, open: listed } = await world.state(person);
      const wasUndone = orders[0] === 'cancelled';
      expect(orders).toEqual([wasUndone ? 'cancelled' : 'completed']);
      const expected = wasUndone ? 'internet-120' : 'internet-400';
      expect({ planId, usagePlan, pending, listed }).toEqual({
        ...{ planId: expected, usagePlan: expected, pending: undefined, listed: [] },
      });
      expect(await world.mails(person)).toEqual([
        'plan-change-confirmed',
        ...(wasUndone ? [] : ['plan-changed']),
      ]);
      expect(await world.activity(person)).toEqual([
        'order-placed',
        ...(wasUndone ? ['order-undone'] : []),
      ]);
    }
  });
});

describe('the operator', () => {
  it('sees what is open, by status and day, page by page', async () => {
    const people = await Promise.all([1, 2, 3].map(() => world.customer()));
    const [first, second, third] = await Promise.all(
      people.map((person) => world.placed(person, { when: 'next-period' })),
    );
    const { body } = await open('status=scheduled&limit=100');
    const mine = body.items.filter(({ orderId }) => [first, second, third].includes(orderId));
    expect(mine).toHaveLength(3);
    expect(mine[0]).toMatchObject({ status: 'scheduled', fulfilment: 'operator' });
    const page = await open('status=scheduled&limit=1');
    const cursor = encodeURIComponent(page.body.nextCursor ?? '');
    const next = await open(`status=scheduled&limit=100&cursor=${cursor}`);
    expect([...page.body.items, ...next.body.items]).toEqual(body.items);
    expect((await open(`status=submitted&cursor=${cursor}`)).body.code).toBe('invalid-request');

    await world.event(first ?? '', 'started');
    const started = await open('status=in-progress');
    expect(started.body.items.map(({ orderId }) => orderId)).toContain(first);
    const left = await open('status=scheduled&limit=100');
    expect(left.body.items.map(({ orderId }) => orderId)).not.toContain(first);
    expect((await open('status=completed')).status).toBe(400);
  });

  it('completes an order: plan, usage and mail follow', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const { status, body } = await world.event(orderId, 'completed');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      applied: true,
      order: { orderId, accountNumber: person.accountNumber, status: 'completed' },
    });
    expect(await world.state(person)).toEqual({
      ...{ planId: 'internet-400', usagePlan: 'internet-400' },
      ...{ pending: undefined, orders: ['completed'], open: [] },
    });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    // The next order begins from there.
    expect((await world.order(person, { planId: 'internet-giga' })).status).toBe(202);
  });

  it('charges from the day the work was done', async () => {
    const person = await world.customer();
    const placedOn = world.clock.now();
    const orderId = await world.placed(person);
    world.clock.advance(3 * 86_400);
    const { body } = await world.event(orderId, 'completed');
    const days = 16 - 3;
    expect(body.order.effectiveDate > placedOn.toISOString().slice(0, 10)).toBe(true);
    expect(body.order.price.prorated).toMatchObject({ days, divisor: 30 });
    expect(body.order.price.monthlyDifference).toEqual(cad(1500));
    world.clock.advance(-3 * 86_400);
  });

  it.each([
    ['that failed keeps its plan, and the customer is told', 'failed', 'failed'],
    ['that was started and failed keeps it, too', 'started failed', 'failed'],
    ['that was started and completed has the new one', 'started completed', 'completed'],
    ['told of in the wrong order comes to the same', 'completed started', 'completed'],
    ['told of twice comes to the same', 'started started completed completed', 'completed'],
    ['that ended twice has ended as was told first', 'failed completed started', 'failed'],
  ])('an order %s', async (_, events, status) => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const seen = new Set<string>();
    let ended = false;
    for (const event of events.split(' ')) {
      const { body } = await world.event(orderId, event, undefined, { reason: 'no signal' });
      expect(body.applied).toBe(!ended && !seen.has(event));
      seen.add(event);
      ended ||= event !== 'started';
    }
    const plan = status === 'completed' ? 'internet-400' : 'internet-120';
    expect(await world.state(person)).toMatchObject({
      ...{ planId: plan, usagePlan: plan, pending: undefined, orders: [status], open: [] },
    });
    const told = status === 'completed' ? 'plan-changed' : 'plan-not-changed';
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', told]);
    const { reason } = await world.stored(person, orderId);
    expect(reason).toBe(status === 'failed' ? 'no signal' : undefined);
    const shown = await get(await world.token(person), orderId);
    expect(shown.text).not.toContain('no signal');
  });

  it('tells the same events many times at once, and they are taken once', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    const replies = await Promise.all(
      ['started', 'completed', 'started', 'completed'].map((type) => world.event(orderId, type)),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const applied = replies.filter(({ body }) => body.applied).map(({ body }) => body.order.status);
    expect(applied.filter((status) => status === 'completed')).toHaveLength(1);
    expect(await world.state(person)).toMatchObject({ planId: 'internet-400', open: [] });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
  });

  it('cannot complete an order for the next period before its day; its work may start', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, { when: 'next-period' });
    const { effectiveDate } = await world.stored(person, orderId);
    const early = await world.event(orderId, 'completed');
    expect([early.status, early.body.code]).toEqual([422, 'order-not-due']);
    expect(early.text).toContain(effectiveDate);
    expect((await world.event(orderId, 'started')).body.applied).toBe(true);
    const still = await world.event(orderId, 'completed');
    expect(still.body.code).toBe('order-not-due');
    world.clock.set(`${effectiveDate}T04:59:59Z`);
    expect((await world.event(orderId, 'completed')).body.code).toBe('order-not-due');
    world.clock.set(`${effectiveDate}T05:00:00Z`);
    const done = await world.event(orderId, 'completed');
    expect(done.body).toMatchObject({ applied: true, order: { effectiveDate } });
    expect(done.body.order.price.prorated).toBeUndefined();
  });

  it.each([
    ['an order that is not there', 404, 'not-found', {}],
    ['an event from the future', 400, 'invalid-request', { at: '2030-01-01T00:00:00Z' }],
    ['an event of another kind', 400, 'invalid-request', { type: 'lost' }],
    ['an instant that is none', 400, 'invalid-request', { at: 'yesterday' }],
  ])('is refused %s', async (_, status, code, over) => {
    const orderId =
      status === 404
        ? '019ab3a0-5c00-7d1e-8a53-0d6c6c1fffff'
        : await world.placed(await world.customer());
    const body = { type: 'started', at: world.clock.now().toISOString(), ...over };
    const reply = await world.event(orderId, body.type, body.at);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });
});
