import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dyingTable } from '../privacy/privacy.ts';
import { startTv, type Service, type Subscriber, type TvWorld } from './moving.ts';

const start = '2026-11-23T15:00:00Z';
let world: TvWorld;
beforeAll(async () => {
  world = await startTv(start);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.set(start);
});

const pick = (channelId: string, addedOn = '2026-09-01') => ({ channelId, addedOn });
/** With tv-all: a pick that is lost, one that comes with it; a package and a channel that do. */
const full: Partial<Service> = {
  picked: [pick('news'), pick('sports')],
  addOns: ['films', 'nature', 'opera', 'recorder'],
};
const before = {
  ...{ planId: 'mix-3', addOns: ['films', 'nature', 'opera', 'recorder'] },
  ...{ picked: ['news', 'sports'], heldSince: { films: '2026-11-22', opera: '2026-11-01' } },
};
const after = {
  ...{ planId: 'tv-all', addOns: ['opera', 'recorder'], picked: [] },
  ...{ heldSince: { opera: '2026-11-01' }, pending: undefined, open: [] },
};
const subscriber = async () => {
  const person = await world.tvCustomer(full);
  await world.heldSince(person, before.heldSince);
  return person;
};

describe('an order of a higher TV plan', () => {
  it('takes away what comes with the plan when it is completed, and keeps the days of the rest', async () => {
    const person = await subscriber();
    const orderId = await world.moved(person);
    expect(await world.has(person)).toMatchObject({ ...before, pending: orderId });
    world.clock.advance(60);
    expect((await world.event(orderId, 'completed')).body.applied).toBe(true);
    expect(await world.has(person)).toEqual({ ...after, orders: ['completed'] });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
    const { pk: _pk, sk: _sk, ...entry } = (await world.history(person)).at(-1) ?? {};
    expect(entry).toEqual({
      ...{ at: Date.parse(start) + 60_000, planId: 'tv-all', picked: {} },
      ...{ addOns: ['opera', 'recorder'], orderId },
    });
    expect((await world.event(orderId, 'completed')).body.applied).toBe(false);
  });

  it('keeps picks that have a place, with their days', async () => {
    const person = await world.tvCustomer({ picked: [pick('news'), pick('kids', '2026-11-20')] });
    await world.event(await world.moved(person, { planId: 'mix-5' }), 'completed');
    expect(await world.has(person)).toMatchObject({ planId: 'mix-5', picked: ['kids', 'news'] });
    expect((await world.history(person)).at(-1)).toMatchObject({
      picked: { news: '2026-09-01', kids: '2026-11-20' },
    });
  });

  it('completed on a later day costs less', async () => {
    const person = await subscriber();
    const orderId = await world.moved(person);
    world.clock.advance(2 * 86_400);
    await world.event(orderId, 'completed');
    const { effectiveDate, price } = await world.stored(person, orderId);
    expect(effectiveDate).toBe('2026-11-25');
    expect(price).toMatchObject({ before: 4900, after: 8000, prorated: { days: 14 } });
  });

  it.each(['now', 'next-period'] as const)(
    'for %s is undone before it takes effect',
    async (when) => {
      const person = await subscriber();
      const orderId = await world.moved(person, { when });
      const { body } = await world.undo(person, orderId);
      expect(body).toMatchObject({
        status: 'cancelled',
        change: { tv: { lost: [{ channelId: 'sports' }] } },
      });
      expect(await world.has(person)).toEqual({
        ...before,
        ...{ pending: undefined, orders: ['cancelled'], open: [] },
      });
      expect((await world.event(orderId, 'completed')).body.applied).toBe(false);
      expect((await world.move(person, { planId: 'mix-5' })).status).toBe(202);
    },
  );

  it('that fails leaves everything as it was, and the customer is told', async () => {
    const person = await subscriber();
    await world.event(await world.moved(person), 'failed', undefined, { reason: 'no signal' });
    expect(await world.has(person)).toMatchObject({ ...before, orders: ['failed'] });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-not-changed']);
  });

  it('that is automatic is completed by the job, however often it dies', async () => {
    for (let calls = 0; calls < 4; calls++) {
      const person = await subscriber();
      const orderId = await world.moved(person, { fulfilment: 'automatic' });
      const { accountNumber } = person;
      const message = { job: 'fulfil-orders', trigger: 'order', accountNumber, orderId };
      await world.job([message], dyingTable(world.table, calls));
      await world.job([message]);
      expect(await world.has(person)).toEqual({ ...after, orders: ['completed'] });
      expect(await world.history(person)).toHaveLength(1);
    }
  });

  it('for the next period is completed by the job when its day has come there', async () => {
    const person = await subscriber();
    await world.moved(person, { fulfilment: 'automatic', when: 'next-period' });
    world.clock.set('2026-12-09T04:59:00Z');
    await world.byTheClock();
    expect(await world.has(person)).toMatchObject(before);
    world.clock.set('2026-12-09T05:00:00Z');
    await world.byTheClock();
    expect(await world.has(person)).toEqual({ ...after, orders: ['completed'] });
  });
});

describe('the operator’s document, while an order is open', () => {
  const sent = (person: Subscriber, service: Partial<Service>) =>
    world.sendAgain(person, { ...full, ...service });

  it('may change what is held: the order takes away what it is about, and no more', async () => {
    const person = await subscriber();
    const orderId = await world.moved(person);
    await sent(person, { addOns: ['films', 'recorder', 'theme-news', 'kids'] });
    expect(await world.has(person)).toMatchObject({ pending: orderId, orders: ['submitted'] });
    await world.event(orderId, 'completed');
    expect(await world.has(person)).toMatchObject({
      ...{ planId: 'tv-all', addOns: ['recorder', 'theme-news', 'kids'], picked: [] },
    });
  });

  it('may change what is picked: what came since stays, if anything is picked with the plan', async () => {
    const [mix, all] = [await world.tvCustomer(full), await world.tvCustomer(full)];
    const orders = [await world.moved(mix, { planId: 'mix-5' }), await world.moved(all)];
    for (const person of [mix, all]) await sent(person, { picked: [pick('news'), pick('kids')] });
    for (const orderId of orders) await world.event(orderId, 'completed');
    expect((await world.has(mix)).picked).toEqual(['kids', 'news']);
    expect((await world.has(all)).picked).toEqual([]);
  });

  it('with the plan that was ordered completes the order; the document says what is held', async () => {
    const person = await subscriber();
    await world.moved(person, { when: 'next-period' });
    const { picked: _carriesOver, ...service } = full;
    await world.sendAgain(person, { ...service, planId: 'tv-all', addOns: ['opera', 'recorder'] });
    expect(await world.has(person)).toEqual({ ...after, orders: ['completed'] });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-changed']);
  });

  it.each(['tv-basic', 'mix-5'])('with another plan, %s, cancels it', async (planId) => {
    const person = await subscriber();
    const orderId = await world.moved(person);
    await world.event(orderId, 'started');
    await world.sendAgain(person, { addOns: full.addOns, planId });
    expect(await world.has(person)).toMatchObject({ planId, orders: ['cancelled'], open: [] });
    expect(await world.mails(person)).toEqual(['plan-change-confirmed', 'plan-not-changed']);
    expect((await world.event(orderId, 'completed')).body.applied).toBe(false);
  });

  it('at the same moment as the order’s end: both agree in the end', async () => {
    for (let round = 0; round < 6; round++) {
      const person = await subscriber();
      const orderId = await world.moved(person);
      await Promise.all([
        sent(person, { addOns: [...before.addOns, 'kids'] }),
        world.event(orderId, 'completed'),
      ]);
      const { planId, addOns, orders, pending, picked } = await world.has(person);
      expect([orders, pending]).toEqual([['completed'], undefined]);
      // A document that comes second is of before the order, and the service is what it says.
      const isLast = planId === 'mix-3';
      expect(picked).toEqual(isLast ? ['news', 'sports'] : []);
      expect(addOns).toEqual([...(isLast ? before.addOns : after.addOns), 'kids']);
    }
  });
});
