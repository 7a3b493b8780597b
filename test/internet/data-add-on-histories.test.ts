/** Random lives of a billing period: usage, purchases and higher plans, one after the other or at once. */
import { fc } from '../support/properties.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { internet } from '../operator/fixtures.ts';
import { dataAddOns, gigabytes, startAddOns, type AddOns } from './add-ons.ts';

let world: AddOns;
beforeAll(async () => {
  world = await startAddOns();
});
afterAll(() => world.stop());

const allowances: Readonly<Record<string, number>> = { 'internet-30': 100, 'internet-120': 400 };
const sizes = new Map(dataAddOns.map(({ dataAddOnId, bytes }) => [dataAddOnId, bytes]));

const anAddOn = fc.constantFrom('data-50', 'data-100', 'data-home');
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('uses'), size: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('buys'), addOn: anAddOn }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('buys-while-used'),
      size: fc.integer({ min: 1, max: 90 }),
      addOn: anAddOn,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('moves'),
      planId: fc.constantFrom('internet-120', 'internet-400'),
    }),
  },
);
type Step = { does: string; size?: number; addOn?: string; planId?: string };

async function live(steps: readonly Step[]) {
  const person = await world.customer('internet-30');
  let planId = 'internet-30';
  let [used, bought, charge] = [0, 0, 0];
  const buy = async (addOn: string) => {
    const { status, body } = await world.buy(person, addOn);
    const isUnlimited = allowances[planId] === undefined;
    expect([status, body.code]).toEqual(isUnlimited ? [422, 'unlimited-plan'] : [201, undefined]);
    if (!isUnlimited) bought += sizes.get(addOn) ?? 0;
  };

  for (const { does, size = 0, addOn = '', planId: to = '' } of steps) {
    if (does === 'uses') await world.use(person, gigabytes(size));
    if (does === 'buys') await buy(addOn);
    if (does === 'buys-while-used') {
      await world.send(person.serviceId, gigabytes(size));
      await Promise.all([buy(addOn), world.fold()]);
    }
    if (does === 'moves' && planId !== 'internet-400') {
      planId = to;
      await world.putAccount(person.accountNumber, {
        ...person.sent,
        services: [internet(person.serviceId, planId)],
      });
    }
    used += gigabytes(size);
    const allowance = allowances[planId];
    const limit = allowance === undefined ? undefined : gigabytes(allowance) + bought;
    const usage = await world.usage(person);
    expect(usage.totals.total).toBe(used);
    expect(usage.allowance).toMatchObject(limit === undefined ? { unlimited: true } : { limit });
    // Nothing is taken back, and what is over is charged.
    const now = usage.overage?.charge.amount ?? 0;
    const blocks = limit === undefined ? 0 : Math.ceil(Math.max(0, used - limit) / gigabytes(50));
    expect(now).toBeGreaterThanOrEqual(Math.max(charge, Math.min(10_000, blocks * 1000)));
    expect(now).toBeLessThanOrEqual(10_000);
    charge = now;
    // Of each limit each notice once, each of them mailed, and none missing once a fold has looked.
    const given = usage.notices.map((one) => `${one.percent} of ${one.limit}`);
    expect(new Set(given).size).toBe(given.length);
    if (does.includes('use') && limit !== undefined) {
      const due = [100, 90, 75].find((percent) => used * 100 >= limit * percent) ?? 0;
      expect((await world.terms(person))?.told).toBe(due);
    }
  }
  const { notices } = await world.usage(person);
  expect(await world.told(person, 'usage-notice')).toHaveLength(notices.length);
}

it('never lowers what is charged, and tells of each limit once', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), live), {
    numRuns: Number(process.env['ADD_ON_HISTORIES'] ?? 30),
  });
}, 120_000);
