import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountContract } from '../../functions/account/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { dyingTable } from '../privacy/privacy.ts';
import { itemOf, removeItem } from '../support/items.ts';
import { startOrders, type World } from './orders.ts';

const start = '2026-11-23T15:00:00Z';
let world: World;
beforeAll(async () => {
  world = await startOrders(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const automatic = { fulfilment: 'automatic' } as const;
const nextPeriod = { ...automatic, when: 'next-period' };
type Subscriber = Awaited<ReturnType<World['customer']>>;

/** As the relay tells of it. */
const placed = ({ accountNumber }: Subscriber, orderId: string) => ({
  ...{ job: 'fulfil-orders', trigger: 'order', accountNumber, orderId },
});
const done = {
  ...{ planId: 'internet-400', usagePlan: 'internet-400', pending: undefined },
  ...{ orders: ['completed'], open: [] },
};
const waiting = { planId: 'internet-120', usagePlan: 'internet-120', orders: ['scheduled'] };
const nothingFailed = { batchItemFailures: [] };

describe('an order for now', () => {
  it('is completed when the relay tells of it, once, however often', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, automatic);
    const message = placed(person, orderId);
    expect(await world.job([message, message])).toEqual(nothingFailed);
    await Promise.all([world.job([message]), world.job([message])]);
    expect(await world.state(person)).toEqual(done);
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    expect((await world.stored(person, orderId)).version).toBe(2);
  });

  it('that nobody told of is found by the clock, and costs what was promised', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, automatic);
    world.clock.advance(2 * 86_400);
    expect(await world.byTheClock()).toEqual(nothingFailed);
    expect(await world.state(person)).toEqual(done);
    const { effectiveDate, price } = await world.stored(person, orderId);
    expect([effectiveDate, price.prorated?.days]).toEqual(['2026-11-23', 16]);
  });

  it('that the operator carries out is left alone', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    await world.job([placed(person, orderId)]);
    await world.byTheClock();
    expect((await world.state(person)).orders).toEqual(['submitted']);
  });

  it('is seen on the pages of the account', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, automatic);
    const services = async () => {
      const token = await world.token(person);
      const { body } = await world.house.call(accountContract.listServices, { token });
      return body.items[0];
    };
    expect(await services()).toMatchObject({
      ...{ pendingOrderId: orderId, plan: { planId: 'internet-120' } },
    });
    await world.job([placed(person, orderId)]);
    const after = await services();
    expect([after?.pendingOrderId, after?.plan.planId]).toEqual([undefined, 'internet-400']);
  });

  it('completed while the account is changed otherwise keeps both changes', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, automatic);
    const rename = async (label: string) =>
      world.house.call(accountContract.renameService, {
        token: await world.token(person),
        params: { serviceId: person.serviceId },
        body: { label },
      });
    const [outcome, named] = await Promise.all([
      world.job([placed(person, orderId)]),
      rename('Chalet'),
    ]);
    expect(outcome).toEqual(nothingFailed);
    expect(await world.state(person)).toEqual(done);
    const account = await itemOf(world.table, keys.account(person.accountNumber));
    const [service] = account?.['services'] as { ownLabel?: string }[];
    expect(service?.ownLabel).toBe(named.status === 200 ? 'Chalet' : undefined);
  });

  it.each([0, 1, 2, 3])('is completed though the job died at call %i', async (calls) => {
    const person = await world.customer();
    const message = placed(person, await world.placed(person, automatic));
    await world.job([message], dyingTable(world.table, calls));
    expect(await world.job([message])).toEqual(nothingFailed);
    expect(await world.state(person)).toEqual(done);
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
  });

  it('taken back at the same moment is one or the other', async () => {
    for (let round = 0; round < 12; round++) {
      const person = await world.customer();
      const orderId = await world.placed(person, automatic);
      const both = [() => world.undo(person, orderId), () => world.job([placed(person, orderId)])];
      if (round % 2 === 0) both.reverse();
      const [first, second] = await Promise.all(both.map((one) => one()));
      const undo = first && 'status' in first ? first : (second as { status: number });
      const { planId, usagePlan, pending, orders, open } = await world.state(person);
      const wasUndone = undo.status === 200;
      expect({ pending, orders, open }).toEqual({
        ...{ pending: undefined, open: [], orders: [wasUndone ? 'cancelled' : 'completed'] },
      });
      const expected = wasUndone ? 'internet-120' : 'internet-400';
      expect([planId, usagePlan]).toEqual([expected, expected]);
    }
  });
});

describe('an order for the next period', () => {
  it.each([
    ['Toronto', 'America/Toronto', 9, start, '2026-12-09', '2026-12-09T05:00:00Z'],
    ['St. John’s', 'America/St_Johns', 9, start, '2026-12-09', '2026-12-09T03:30:00Z'],
    ['Halifax', 'America/Halifax', 9, start, '2026-12-09', '2026-12-09T04:00:00Z'],
    ['Winnipeg', 'America/Winnipeg', 9, start, '2026-12-09', '2026-12-09T06:00:00Z'],
    // In the last hour before the period ends where the account is; in UTC it is the next day.
    [
      ...(['Toronto, late in the evening', 'America/Toronto', 24] as const),
      ...(['2026-11-24T04:30:00Z', '2026-11-24', '2026-11-24T05:00:00Z'] as const),
    ],
    ['a month too short', 'America/Toronto', 31, start, '2026-11-30', '2026-11-30T05:00:00Z'],
  ])('takes effect at midnight in %s', async (_, timeZone, cycleDay, from, day, midnight) => {
    world.clock.set(from);
    const person = await world.customer('internet-120', { timeZone, cycleDay });
    const orderId = await world.placed(person, nextPeriod);
    expect(await world.stored(person, orderId)).toMatchObject({ effectiveDate: day });
    world.clock.set(new Date(Date.parse(midnight) - 1).toISOString());
    await world.byTheClock();
    expect(await world.state(person)).toMatchObject(waiting);
    world.clock.set(midnight);
    await world.byTheClock();
    expect(await world.state(person)).toEqual(done);
    expect((await world.stored(person, orderId)).price.prorated).toBeUndefined();
  });

  it.each([
    ['forward', '2026-02-20T15:00:00Z', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['forward the day before', '2026-02-20T15:00:00Z', '2026-03-09', '2026-03-09T04:00:00Z'],
    ['back', '2026-10-20T15:00:00Z', '2026-11-01', '2026-11-01T04:00:00Z'],
    ['back the day before', '2026-10-20T15:00:00Z', '2026-11-02', '2026-11-02T05:00:00Z'],
  ])('takes effect at midnight when clocks go %s', async (_, from, day, midnight) => {
    const summer = await startOrders(from);
    try {
      const person = await summer.customer('internet-120', { cycleDay: Number(day.slice(8)) });
      const orderId = await summer.placed(person, nextPeriod);
      expect(await summer.stored(person, orderId)).toMatchObject({ effectiveDate: day });
      summer.clock.set(new Date(Date.parse(midnight) - 1).toISOString());
      await summer.byTheClock();
      expect(await summer.state(person)).toMatchObject(waiting);
      summer.clock.set(midnight);
      await summer.byTheClock();
      expect(await summer.state(person)).toEqual(done);
    } finally {
      await summer.stop();
    }
  });

  it('is done on the day that was promised though the job did not run for days', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, nextPeriod);
    world.clock.set('2026-12-13T12:00:00Z');
    await world.byTheClock();
    expect(await world.state(person)).toEqual(done);
    const { effectiveDate, price } = await world.stored(person, orderId);
    expect([effectiveDate, price.prorated]).toEqual(['2026-12-09', undefined]);
  });

  it('cannot be taken back once its day has come, though the job has not', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, nextPeriod);
    world.clock.set('2026-12-09T05:00:00Z');
    expect((await world.undo(person, orderId)).body.code).toBe('order-in-progress');
    world.clock.set('2026-12-09T04:59:59Z');
    expect((await world.undo(person, orderId)).body.status).toBe('cancelled');
    world.clock.set('2026-12-09T05:00:00Z');
    await world.byTheClock();
    expect((await world.state(person)).planId).toBe('internet-120');
  });

  it('keeps its day when the cycle is moved', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person, nextPeriod);
    await world.putAccount(person.accountNumber, { ...person.sent, cycleDay: 20 });
    world.clock.set('2026-12-09T05:00:00Z');
    await world.byTheClock();
    expect(await world.state(person)).toEqual(done);
    expect((await world.stored(person, orderId)).effectiveDate).toBe('2026-12-09');
  });
});

describe('a run by the clock', () => {
  const many = async (count: number) => {
    const people: Subscriber[] = [];
    for (let at = 0; at < count; at++) {
      const person = await world.customer();
      await world.placed(person, nextPeriod);
      people.push(person);
    }
    world.clock.set('2026-12-09T05:00:00Z');
    return people;
  };
  const allDone = async (people: readonly Subscriber[]) => {
    for (const person of people) {
      expect(await world.state(person)).toEqual(done);
      expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    }
  };

  it('killed anywhere, and repeated, completes each order once', async () => {
    const people = await many(12);
    for (const calls of [0, 1, 3, 7, 11, 14, 20])
      await world.byTheClock(dyingTable(world.table, calls));
    expect(await world.byTheClock()).toEqual(nothingFailed);
    await allDone(people);
  });

  it('beside others like it completes each order once', async () => {
    const people = await many(15);
    const runs = await Promise.all([1, 2, 3].map(() => world.byTheClock()));
    for (const run of runs) expect(run).toEqual(nothingFailed);
    await allDone(people);
  });

  it('goes through more than a page', async () => {
    const people = await many(105);
    await world.byTheClock();
    await allDone(people.slice(0, 3));
    await allDone(people.slice(-3));
  }, 60_000);

  it('comes again for an order it cannot complete, which holds up no other', async () => {
    const [broken, ...others] = await many(3);
    if (broken === undefined) throw new Error('There are three');
    const header = keys.usageHeader(broken.accountNumber, broken.serviceId);
    await removeItem(world.table, header);
    expect((await world.byTheClock()).batchItemFailures).toHaveLength(1);
    await allDone(others);
    expect((await world.state(broken)).planId).toBe('internet-120');
  });

  it.each([
    ['another job', { job: 'aggregate-usage', trigger: 'schedule' }],
    ['no order', { job: 'fulfil-orders', trigger: 'order' }],
    ['an order that is not there', placed({ accountNumber: '50999999999' } as never, 'x')],
  ])('gives a message back that names %s', async (_, message) => {
    expect(await world.job([message])).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  });
});
