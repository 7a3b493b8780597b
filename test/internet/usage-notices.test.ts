/** From records to notices and overage, through the public handlers and the fold, on a real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foldShardDay } from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import { foldStore, type FoldStore } from '../../functions/internet/aggregate-usage/fold/store.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { keys, shardDayOf } from '../../shared/table/keys.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { cad, catalog, internet, sentAccount } from '../operator/fixtures.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { itemOf, itemsWith, removeAttribute, updateItem } from '../support/items.ts';
import { meter } from '../support/metered-table.ts';
import { foldDeps } from './fold-deps.ts';

const gigabyte = 1_000_000_000;
const clock = fixedClock('2026-11-20T15:00:00Z');
const plan = (planId: string, allowance: number | 'unlimited', more: object = {}) => ({
  ...catalog().plans.find((one) => one.type === 'internet' && one.planId === 'internet-120'),
  ...{ planId, allowance, ...more },
});
const plans = (allowance: number) =>
  [
    plan('internet-120', allowance * gigabyte),
    plan('internet-400', 1000 * gigabyte),
    plan('internet-none', 400 * gigabyte, { overage: 'none' }),
    plan('internet-max', 'unlimited'),
  ] as CatalogDocument['plans'];

let engine: Engine;
let house: House;
let counted: ReturnType<typeof meter>;
beforeAll(async () => {
  engine = await startEngine();
  counted = meter(engine.table);
  house = openHouse(engine.table, clock, keepingQueue());
  await publish('2026-11-20', 400);
});
afterAll(() => engine.stop());

const publish = async (effectiveFrom: string, allowance: number) =>
  house.call(operatorContract.putCatalog, {
    token: await operatorTokenFor(clock),
    body: catalog({ effectiveFrom, plans: plans(allowance) }),
  });

/** An account and a service of its own for each test: they share the engine. */
let accountNumber = '';
let serviceId = '';
let accounts = 0;
beforeEach(async () => {
  clock.set('2026-11-20T15:00:00Z');
  accountNumber = String(50_000_000_100 + ++accounts);
  serviceId = `inet-${accounts}`;
  await provision();
});

async function provision(planId = 'internet-120') {
  const reply = await house.call(operatorContract.putAccount, {
    token: await operatorTokenFor(clock),
    params: { accountNumber },
    body: sentAccount({
      holder: { firstName: 'Marie', lastName: 'Tremblay', email: `m${accounts}@example.com` },
      services: [internet(serviceId, planId)],
    }),
  });
  expect(reply.status, reply.text).toBeLessThan(300);
}

let records = 0;
async function send(gigabytes: number, start = '2026-11-20T12:00:00Z') {
  const reply = await house.call(usageIntakeContract.receiveUsage, {
    token: await operatorTokenFor(clock),
    body: [
      {
        ...{ record_id: `r-${++records}`, service_id: serviceId, start },
        end: new Date(Date.parse(start) + 900_000).toISOString(),
        ...{ bytes_down: gigabytes * gigabyte, bytes_up: 0 },
      },
    ],
  });
  expect(reply.body.accepted, reply.text).toBe(1);
}

async function fold(store: FoldStore = foldStore(engine.table)) {
  for (const mark of await itemsUnder(engine.table, 'PENDING', '')) {
    await foldShardDay(foldDeps(store, clock, engine.table), shardDayOf(String(mark['sk'])));
  }
}

const use = async (gigabytes: number, start?: string) => {
  await send(gigabytes, start);
  await fold();
};

const page = async (query = '') =>
  (
    await house.call(internetContract.getUsage, {
      params: { serviceId },
      token: await customerToken(clock, { accountNumber }),
      query,
    })
  ).body;
const percents = async () => (await page()).notices.map(({ percent }) => percent);

async function mails() {
  const items = await itemsWith(engine.table, 'OUTBOX#');
  return items.filter(
    (item) => item['template'] === 'usage-notice' && item['accountNumber'] === accountNumber,
  );
}

describe('a notice', () => {
  it('is mailed to the holder at 75, 90 and 100 %, each once, and shown', async () => {
    await use(299);
    expect([await percents(), await mails()]).toEqual([[], []]);
    await use(1);
    await use(1);
    await use(60);
    await use(40);
    await use(500);
    expect(await percents()).toEqual([75, 90, 100]);
    expect((await page()).notices[0]).toEqual({
      ...{ percent: 75, at: '2026-11-20T15:00:00.000Z' },
      ...{ used: 300 * gigabyte, limit: 400 * gigabyte },
    });
    const account = await itemOf(engine.table, keys.account(accountNumber));
    expect((await mails()).map(({ profileId, details }) => ({ profileId, details }))).toEqual(
      expect.arrayContaining(
        ['75', '90', '100'].map((percent) => ({
          profileId: account?.['holderProfileId'],
          details: {
            ...{ serviceId, periodStart: '2026-11-09', periodEnd: '2026-12-08' },
            ...{ percent, limit: '400000000000' },
            ...{ overagePrice: '1000', overageBytes: '50000000000', overageCap: '10000' },
          },
        })),
      ),
    );
    expect(await mails()).toHaveLength(3);
  });

  it('is the highest alone when several are due', async () => {
    await use(395);
    expect(await percents()).toEqual([90]);
  });

  it('counts the days of the period together', async () => {
    await use(200, '2026-11-15T12:00:00Z');
    await use(100, '2026-11-16T12:00:00Z');
    expect(await percents()).toEqual([75]);
  });

  it('is of each period anew', async () => {
    await use(310);
    clock.set('2026-12-10T15:00:00Z');
    await use(310, '2026-12-10T12:00:00Z');
    expect(await percents()).toEqual([75]);
    expect(await mails()).toHaveLength(2);
  });

  it('is not given of a period that is over', async () => {
    clock.set('2026-12-09T15:00:00Z');
    await use(310, '2026-12-08T12:00:00Z');
    expect(await mails()).toEqual([]);
    expect((await page('period=2026-11-09')).allowance).toMatchObject({ percentUsed: 77.5 });
  });

  it('is not given on an unlimited plan', async () => {
    await provision('internet-max');
    await use(9000);
    expect(await mails()).toEqual([]);
    expect(await page()).toMatchObject({ allowance: { unlimited: true }, notices: [] });
    expect(await page()).not.toHaveProperty('overage');
  });

  it('is armed again by a higher plan, and not by a lower one', async () => {
    await use(310);
    await provision('internet-400');
    await use(1);
    expect(await percents()).toEqual([75]);
    await use(450);
    expect(await percents()).toEqual([75, 75]);
    expect((await page()).notices[1]).toMatchObject({ limit: 1000 * gigabyte });
    await provision('internet-none');
    await use(1);
    expect(await percents()).toEqual([75, 75, 100]);
    expect(await mails()).toHaveLength(3);
  });

  it('is one when ten folds find it due at once', async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, day) => send(40, `2026-11-${10 + day}T12:00:00Z`)),
    );
    const marks = await itemsUnder(engine.table, 'PENDING', '');
    expect(marks.length).toBeGreaterThanOrEqual(10);
    await Promise.all(
      marks.map((mark) =>
        foldShardDay(
          foldDeps(foldStore(engine.table), clock, engine.table),
          shardDayOf(String(mark['sk'])),
        ),
      ),
    );
    const found = await percents();
    expect(found.at(-1)).toBe(100);
    expect(new Set(found).size).toBe(found.length);
    expect(await mails()).toHaveLength(found.length);
  });

  it.each(['underReview', 'saveReview', 'writeOutcome', 'commit'] as const)(
    'is given once by a fold that is killed at %s and repeated',
    async (step) => {
      await send(310);
      const store = foldStore(engine.table);
      const killed = () => Promise.reject(new Error('killed'));
      await expect(fold({ ...store, [step]: killed })).rejects.toThrow('killed');
      await fold();
      expect(await percents()).toEqual([75]);
      expect(await mails()).toHaveLength(1);
    },
  );

  it('is given though the fold was killed after it had told', async () => {
    await send(310);
    const store = foldStore(engine.table);
    const saveReview: FoldStore['saveReview'] = async (review) => {
      await store.saveReview(review);
      throw new Error('killed');
    };
    await expect(fold({ ...store, saveReview })).rejects.toThrow('killed');
    await fold();
    expect(await percents()).toEqual([75]);
    expect(await mails()).toHaveLength(1);
  });
});

describe('terms that cannot be looked at', () => {
  it('hold up no totals of others, and are looked at once they can be', async () => {
    await send(310);
    const broken = [accountNumber, serviceId] as const;
    const header = keys.usageHeader(...broken);
    await updateItem(engine.table, header, { planId: 'internet-unheard-of' });
    accountNumber = String(50_000_000_100 + ++accounts);
    serviceId = `inet-${accounts}`;
    await provision();
    await updateItem(engine.table, keys.service(serviceId), {
      shard: (await itemOf(engine.table, keys.service(broken[1])))?.['shard'],
    });
    await send(310);
    await expect(fold()).rejects.toThrow('lacks the plan');
    expect(await percents()).toEqual([75]);
    expect((await page()).totals.total).toBe(310 * gigabyte);

    await updateItem(engine.table, header, { planId: 'internet-120' });
    await fold();
    [accountNumber, serviceId] = broken;
    expect([await percents(), (await mails()).length]).toEqual([[75], 1]);
  });
});

describe('overage', () => {
  it('is charged by blocks started, shown with its rate', async () => {
    await use(451);
    expect(await page()).toMatchObject({
      allowance: { overBy: 51 * gigabyte },
      overage: {
        charge: cad(2000),
        rate: { price: cad(1000), bytes: 50 * gigabyte, cap: cad(10_000) },
      },
    });
  });

  it('costs nothing where the plan says so', async () => {
    await provision('internet-none');
    await use(451);
    expect(await page()).not.toHaveProperty('overage');
  });

  it('stays when the plan becomes an unlimited one', async () => {
    await use(451);
    await provision('internet-max');
    expect(await page()).toMatchObject({
      allowance: { unlimited: true },
      overage: { charge: cad(2000) },
    });
    await use(500);
    expect((await page()).overage).toEqual({ charge: cad(2000) });
  });
});

describe('terms of a period', () => {
  it('stay when the catalog changes, and the next period has the new ones', async () => {
    await use(1);
    clock.set('2026-11-21T15:00:00Z');
    await publish('2026-11-21', 300);
    clock.advance(61);
    expect((await page()).allowance).toMatchObject({ limit: 400 * gigabyte });
    await use(250);
    expect(await percents()).toEqual([]);
    clock.set('2026-12-10T15:00:00Z');
    await use(250, '2026-12-10T12:00:00Z');
    expect((await page()).allowance).toMatchObject({ limit: 300 * gigabyte });
    expect(await percents()).toEqual([75]);
    expect((await page('period=2026-11-09')).allowance).toMatchObject({ limit: 400 * gigabyte });
    await publish('2026-12-10', 400);
  });

  it('are not made up of periods from before the service was on file', async () => {
    await use(9, '2026-09-20T12:00:00Z');
    const terms = keys.usageTerms(accountNumber, serviceId, '2026-09-09');
    expect(await itemOf(engine.table, terms)).toBeUndefined();
    expect(
      await itemOf(engine.table, keys.usagePeriod(accountNumber, serviceId, '2026-09-09')),
    ).toMatchObject({ look: 'never' });
  });

  it('are read only when there is something to look at', async () => {
    await use(1);
    await send(1);
    counted.reset();
    await fold();
    const kinds = counted.read().operations;
    expect(kinds.filter((one) => /Batch|Transact/.test(one))).toEqual([]);
  });

  it('are looked at again by whoever finds the mark gone', async () => {
    await use(310);
    const period = keys.usagePeriod(accountNumber, serviceId, '2026-11-09');
    await removeAttribute(engine.table, period, 'look');
    await use(1);
    expect(await itemOf(engine.table, period)).toMatchObject({ look: 360 * gigabyte });
    expect(await mails()).toHaveLength(1);
  });

  it('leave the item of a full period below one write unit', async () => {
    await use(1);
    const { writeDay } = foldStore(engine.table);
    const start = '2026-11-09';
    for (let n = 0; n < 30; n++) {
      const day = new Date(Date.parse(`${start}T00:00:00Z`) + n * 86_400_000)
        .toISOString()
        .slice(0, 10);
      await writeDay({ shard: 1, day }, 400 + n, {
        ...{ serviceId, accountNumber, periodStart: start },
        ...{ down: 12_345_678_901n, up: 1_234_567_891n },
        lastEnd: Date.parse(`${day}T23:59:00Z`),
      });
    }
    counted.reset();
    await writeDay({ shard: 1, day: start }, 500, {
      ...{ serviceId, accountNumber, periodStart: start },
      ...{ down: 12_345_678_902n, up: 1_234_567_891n },
      lastEnd: Date.parse(`${start}T23:59:00Z`),
    });
    expect(counted.read()).toMatchObject({ roundTrips: 1, writeUnits: 1 });
  });
});
