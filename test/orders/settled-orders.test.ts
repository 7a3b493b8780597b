import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { internet } from '../operator/fixtures.ts';
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

type Subscriber = Awaited<ReturnType<World['customer']>>;
const sendAgain = ({ accountNumber, serviceId, sent }: Subscriber, planId: string | undefined) =>
  world.putAccount(accountNumber, {
    ...sent,
    services: planId === undefined ? [internet('other')] : [internet(serviceId, planId)],
  });

describe('the operator’s document', () => {
  it.each(['now', 'next-period'])(
    'with the plan that was ordered for %s completes the order, today',
    async (when) => {
      const person = await world.customer();
      const orderId = await world.placed(person, { when });
      world.clock.advance(86_400);
      expect((await sendAgain(person, 'internet-400')).body.changed).toBe(true);
      expect(await world.state(person)).toEqual({
        ...{ planId: 'internet-400', usagePlan: 'internet-400', pending: undefined },
        ...{ orders: ['completed'], open: [] },
      });
      const { effectiveDate, price } = await world.stored(person, orderId);
      expect([effectiveDate, price.prorated?.days]).toEqual(['2026-11-24', 15]);
      expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    },
  );

  it('with the plan as before leaves it open', async () => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    expect((await sendAgain(person, 'internet-120')).body.changed).toBe(false);
    await world.putAccount(person.accountNumber, { ...person.sent, language: 'en-CA' });
    expect(await world.state(person)).toMatchObject({ pending: orderId, orders: ['submitted'] });
    expect((await world.event(orderId, 'completed')).body.applied).toBe(true);
  });

  it.each([
    ['another plan', 'internet-giga', 'internet-giga'],
    ['a lower plan', 'internet-30', 'internet-30'],
    ['no such service any more', undefined, 'internet-120'],
  ])('with %s cancels it, also in progress, and the customer is told', async (_, planId, left) => {
    const person = await world.customer();
    const orderId = await world.placed(person);
    await world.event(orderId, 'started');
    const { serviceId, accountNumber } = person;
    const services = [internet(planId === undefined ? `new-${serviceId}` : serviceId, planId)];
    await world.putAccount(accountNumber, { ...person.sent, services });
    expect(await world.state(person)).toEqual({
      ...{ planId: left, usagePlan: left, pending: undefined, orders: ['cancelled'], open: [] },
    });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-not-changed']);
    expect((await world.event(orderId, 'completed')).body.applied).toBe(false);
  });

  it('at the same moment as the order’s end: both agree in the end', async () => {
    for (let round = 0; round < 8; round++) {
      const person = await world.customer();
      const orderId = await world.placed(person);
      const [sent, told] = await Promise.all([
        sendAgain(person, 'internet-400'),
        world.event(orderId, 'completed'),
      ]);
      expect([sent.status, told.status]).toEqual([200, 200]);
      expect(await world.state(person)).toMatchObject({
        ...{ planId: 'internet-400', usagePlan: 'internet-400', pending: undefined },
        ...{ orders: ['completed'], open: [] },
      });
      expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    }
  });

  it('at the same moment as an order is placed: nothing is lost', async () => {
    const person = await world.customer();
    const [ordered] = await Promise.all([world.order(person), sendAgain(person, 'internet-giga')]);
    const { planId, orders, pending, open } = await world.state(person);
    expect(planId).toBe('internet-giga');
    expect([202, 422]).toContain(ordered.status);
    expect(pending).toBeUndefined();
    expect([orders, open]).toEqual([ordered.status === 202 ? ['cancelled'] : [], []]);
  });
});
