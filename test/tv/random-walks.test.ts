/**
 * Customers who change their TV at random, on the real engine: whatever is accepted, the rules hold
 * of what is stored, of what is charged and of what was ordered. The rules are said here again, from
 * the catalog alone. `WALKS=5000` walks further than the suite does.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tvContract } from '../../functions/tv/contract.ts';
import type { StoredService } from '../../shared/account.ts';
import { addDays } from '../../shared/calendar.ts';
import type { ChannelPackage } from '../../shared/catalog/catalog.ts';
import { fc } from '../support/properties.ts';
import { channels as allChannels, tvCatalog } from './fixtures.ts';
import { startTv, type Subscriber, type TvWorld } from './moving.ts';

const walks = Number(process.env['WALKS'] ?? 60);
const start = '2026-11-25T15:00:00Z';
// One that ends during a walk changes the price without anybody's order.
const channels = allChannels.filter(({ endsOn }) => endsOn === undefined);
// What others need may go soon, or it never would while they are there.
const sold = tvCatalog().packages.map((one) =>
  one.packageId === 'films' ? { ...one, minimumStayDays: 1 } : one,
);
const catalog = tvCatalog({ channels, packages: sold });
const byId = new Map(channels.map((one) => [one.channelId, one]));
const packages = new Map(catalog.packages.map((one) => [one.packageId, one]));
const plans = new Map(catalog.plans.map((one) => [one.planId, one]));

let world: TvWorld;
beforeAll(async () => {
  world = await startTv(start, { channels, packages: sold });
});
afterAll(() => world.stop());

const channelId = fc.constantFrom(...channels.map((one) => one.channelId));
const packageId = fc.constantFrom(...packages.keys(), 'films', 'films', 'films-plus', 'films-plus');
const change = fc.oneof(
  fc.record({
    do: fc.constant('pick' as const),
    ids: fc.uniqueArray(channelId, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    do: fc.constantFrom('putChannel' as const, 'deleteChannel' as const),
    id: channelId,
  }),
  fc.record({
    do: fc.constantFrom('putPackage' as const, 'deletePackage' as const),
    id: packageId,
  }),
);
const step = fc.oneof(
  { weight: 6, arbitrary: change },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      days: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('both' as const), one: change, other: change }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      planId: fc.constantFrom('mix-5', 'tv-all'),
      end: fc.constantFrom('completed', 'failed', 'undone'),
    }),
  },
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const today = () => world.clock.now().toISOString().slice(0, 10);
const planOf = ({ planId }: StoredService) => {
  const plan = plans.get(planId);
  if (plan?.type !== 'tv') throw new Error('It is a TV plan');
  return plan;
};
const bundlesOf = (service: StoredService): ChannelPackage[] => {
  const { basePackageId, includedPackages } = planOf(service);
  return [basePackageId, ...includedPackages, ...service.addOns].flatMap(
    (id) => packages.get(id) ?? [],
  );
};
const pickedOf = ({ tv }: StoredService) => Object.keys(tv?.picked ?? {});
const comesOtherwise = (service: StoredService, id: string) =>
  pickedOf(service).includes(id) || bundlesOf(service).some((one) => one.channels.includes(id));
const isHad = (service: StoredService, id: string) =>
  service.addOns.includes(id) || comesOtherwise(service, id);

/** Cents a month, by the catalog alone. */
const costs = (service: StoredService) =>
  service.addOns.reduce((sum, id) => {
    const price =
      packages.get(id)?.monthlyPrice.amount ??
      catalog.addOns.find((one) => one.addOnId === id)?.monthlyPrice.amount;
    return (
      sum +
      (price ?? (comesOtherwise(service, id) ? 0 : (byId.get(id)?.alaCartePrice?.amount ?? 0)))
    );
  }, planOf(service).monthlyPrice.amount);

function expectRules(service: StoredService) {
  const { pick, basePackageId } = planOf(service);
  const count = (as: string) => pickedOf(service).filter((id) => byId.get(id)?.class === as).length;
  expect(count('regular')).toBeLessThanOrEqual(pick?.regular ?? 0);
  expect(count('premium')).toBeLessThanOrEqual(pick?.premium ?? 0);
  expect(count('basic')).toBe(0);
  expect(new Set(service.addOns).size).toBe(service.addOns.length);
  const had = new Set(bundlesOf(service).map((one) => one.packageId));
  expect(had.has(basePackageId)).toBe(true);
  for (const one of bundlesOf(service)) {
    expect([...had]).toEqual(expect.arrayContaining(one.requires ?? []));
    for (const id of one.excludes ?? []) expect(had.has(id)).toBe(false);
  }
  for (const id of [...pickedOf(service), ...service.addOns]) {
    expect([...had]).toEqual(expect.arrayContaining(byId.get(id)?.requires ?? []));
  }
}

/** Nothing went that had to be kept: picks by their day, the rest unless one still has it. */
function expectKept(before: StoredService, after: StoredService) {
  const keepDays = planOf(before).pick?.keepDays ?? 30;
  for (const [id, since] of Object.entries(before.tv?.picked ?? {})) {
    if (isHad(after, id)) continue;
    expect(addDays(since, keepDays) <= today()).toBe(true);
  }
  for (const [id, since] of Object.entries(before.tv?.heldSince ?? {})) {
    const ids = packages.get(id)?.channels ?? [id];
    if (after.addOns.includes(id) || ids.every((one) => isHad(after, one))) continue;
    const stay = (packages.get(id) ?? byId.get(id))?.minimumStayDays ?? 30;
    expect(addDays(since, stay) <= today()).toBe(true);
  }
}

async function walk(
  person: Subscriber,
  steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
) {
  const { serviceId } = person;
  let token = await world.token(person);
  const ask = async (one: Change, etag: string) => {
    const { house } = world;
    const headers = { 'if-match': etag };
    if (one.do === 'pick') {
      const { service } = await world.service(person);
      const picked = new Set(pickedOf(service));
      for (const id of one.ids) if (!picked.delete(id)) picked.add(id);
      return house.call(tvContract.changeSelection, {
        ...{ token, params: { serviceId }, headers, body: { channels: [...picked] } },
      });
    }
    const name = one.do.endsWith('Channel') ? 'channelId' : 'packageId';
    const params = { serviceId, [name]: one.id };
    return house.call(tvContract[one.do], { token, params });
  };
  const page = () => world.house.call(tvContract.getTv, { token, params: { serviceId } });
  const orders = async () => world.orders(person);

  let before = (await world.service(person)).service;
  let baseline = costs(before);
  let last: string | undefined;
  for (const one of steps) {
    const { headers } = await page();
    const etag = headers['etag'] ?? '';
    const placedBefore = (await orders()).length;
    let reply: Awaited<ReturnType<typeof ask>> | undefined;
    if (one.do === 'wait') {
      world.clock.advance(one.days * 86_400);
      token = await world.token(person);
      last = undefined;
      continue;
    } else if (one.do === 'fail') {
      if (last === undefined) continue;
      const order = await world.stored(person, last);
      await world.event(last, 'failed', undefined, { reason: 'no-signal' });
      // What was only given up stays so, though the order failed: nobody pays for it again.
      const { change: had } = order;
      if ('added' in had && had.added.length === 0)
        baseline += order.price.after - order.price.before;
      last = undefined;
      before = (await world.service(person)).service;
    } else if (one.do === 'move') {
      const moved = await world.move(person, { planId: one.planId, token });
      const orderId = moved.body.order?.orderId;
      last = undefined;
      if (orderId !== undefined) {
        // While it is open nothing else is changed.
        expect((await ask({ do: 'putChannel', id: 'sports' }, etag)).status).not.toBe(500);
        expect((await world.service(person)).service.addOns).toEqual(before.addOns);
        if (one.end === 'undone') await world.undo(person, orderId);
        else
          await world.event(
            orderId,
            one.end,
            undefined,
            one.end === 'failed' ? { reason: 'x' } : {},
          );
      }
    } else if (one.do === 'both') {
      const replies = await Promise.all([ask(one.one, etag), ask(one.other, etag)]);
      expect(replies.map(({ status }) => status)).not.toContain(500);
      const changed = replies.filter(({ body }) => body.changed).length;
      expect((await orders()).length).toBe(placedBefore + changed);
      last = undefined;
    } else {
      reply = await ask(one, etag);
      expect([200, 404, 409, 422]).toContain(reply.status);
      const isChanged = reply.status === 200 && reply.body.changed;
      expect((await orders()).length).toBe(placedBefore + (isChanged ? 1 : 0));
      last = isChanged ? reply.body.order?.orderId : last;
    }

    const { service } = await world.service(person);
    if (reply !== undefined && !(reply.status === 200 && reply.body.changed)) {
      expect(service).toEqual(before);
    }
    expectRules(service);
    expectKept(before, service);
    const shown = await page();
    expect(shown.body.monthlyPrice.total.amount).toBe(costs(service));
    if (reply?.status === 200) expect(reply.body.monthlyPrice.amount).toBe(costs(service));
    const ordered = (await orders())
      .filter(({ status }) => status !== 'failed' && status !== 'cancelled')
      .reduce((sum, { price }) => sum + price.after - price.before, 0);
    expect(costs(service)).toBe(baseline + ordered);
    before = service;
  }
}

describe('changes of TV at random', () => {
  it(
    'keep selection, orders and prices consistent',
    async () => {
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('mix-3', 'mix-5'),
          fc.array(step, { minLength: 3, maxLength: 12, size: 'max' }),
          async (planId, steps) => {
            world.clock.set(start);
            const person = await world.tvCustomer({ planId, addOns: ['recorder'] });
            await walk(person, steps);
            accepted += (await world.orders(person)).length;
          },
        ),
        { numRuns: walks, endOnFailure: true },
      );
      expect(accepted).toBeGreaterThan(walks);
    },
    walks * 2_000,
  );
});
