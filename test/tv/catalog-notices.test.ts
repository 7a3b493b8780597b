import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatchPartitions } from '../../functions/internet/aggregate-usage/dispatch/dispatch-partitions.ts';
import { dispatchStore } from '../../functions/internet/aggregate-usage/dispatch/store.ts';
import { progressOf } from '../../functions/operator/run-progress.ts';
import { runsStore } from '../../functions/operator/runs.store.ts';
import { noticeMessages } from '../../functions/tv/catalog-notices/notice-messages.ts';
import type { NoticeDeps } from '../../functions/tv/catalog-notices/notify-partition.ts';
import { noticePartsStore } from '../../functions/tv/catalog-notices/parts.store.ts';
import { noticeStore } from '../../functions/tv/catalog-notices/store.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { keys } from '../../shared/table/keys.ts';
import { tvPartitionOf, tvPartitions } from '../../shared/tv/tv-accounts.ts';
import { dying } from '../internet/retirement.ts';
import { cad, sentAccount } from '../operator/fixtures.ts';
import { startOperator } from '../operator/operator.ts';
import { itemOf, removeItem, updateItem } from '../support/items.ts';
import { keepingQueue } from '../support/house.ts';
import { tvCatalog } from './fixtures.ts';

let api: Awaited<ReturnType<typeof startOperator>>;
let logged: string[];
beforeEach(async () => {
  api = await startOperator();
  await api.putCatalog(tvCatalog());
  logged = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => logged.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await api.stop();
});

const day = '2027-01-05';
const tv = (planId: string, addOns: string[] = [], serviceId = 'tv-1') => ({
  ...{ serviceId, type: 'tv' as const, planId, addOns },
});
let people = 0;
const open = async (accountNumber: string, services: ReturnType<typeof tv>[], over = {}) => {
  const email = `person-${people++}@example.com`;
  const own = services.map((one) => ({ ...one, serviceId: `${one.serviceId}-${accountNumber}` }));
  const holder = { firstName: 'Marie', lastName: 'Tremblay', email };
  const { status } = await api.putAccount(
    accountNumber,
    sentAccount({ holder, services: own, ...over }),
  );
  expect([200, 201]).toContain(status);
};

const pricedUp = (cents: number, planId = 'mix-3') => ({
  plans: tvCatalog().plans.map((plan) =>
    plan.planId === planId ? { ...plan, monthlyPrice: cad(cents) } : plan,
  ),
});
const announce = async (over: Partial<CatalogDocument>, effectiveFrom = day, query?: string) => {
  const { status } = await api.putCatalog({ ...tvCatalog(over), effectiveFrom }, query);
  expect(status).toBe(201);
};

const storeOf = (pageSize?: number): NoticeDeps['store'] => ({
  ...noticeStore(api.table, pageSize),
  ...noticePartsStore(api.table),
});
const deliver = async (message: object, store = storeOf(), received = 1) => {
  const record = {
    ...{ messageId: 'm', body: JSON.stringify(message) },
    attributes: { ApproximateReceiveCount: String(received) },
  };
  const { batchItemFailures } = await noticeMessages(
    { store, clock: api.clock },
    5,
  )({ Records: [record] as never });
  return batchItemFailures.length === 0;
};
let runs = 0;
async function dispatch() {
  const queue = keepingQueue();
  const runId = `notices-${++runs}`;
  const deps = { store: dispatchStore(api.table), clock: api.clock, queue };
  await dispatchPartitions(
    { ...deps, partitions: tvPartitions },
    { runId, job: 'catalog-notices', trigger: 'request' },
  );
  return { runId, messages: queue.sent };
}
const progress = async (runId: string) => {
  const found = await runsStore(api.table).load(runId);
  return found && progressOf(found.run, found.parts);
};
async function run() {
  const { runId, messages } = await dispatch();
  for (const message of messages) expect(await deliver(message)).toBe(true);
  return progress(runId);
}

type Mail = { accountNumber: string; profileId: string; details: Record<string, string> };
const mails = async () =>
  (await api.items('OUTBOX#')).filter(
    ({ template }) => template === 'catalog-change',
  ) as unknown as Mail[];
type Line = { kind: string; id: string; effectiveFrom: string };
const linesOf = ({ details }: Mail) => JSON.parse(details['changes'] ?? '') as Line[];
const told = async () =>
  (await mails())
    .map((mail) => [mail.accountNumber, ...linesOf(mail).map(({ kind, id }) => `${kind} ${id}`)])
    .sort();

describe('the accounts with TV are listed', () => {
  const entry = (accountNumber: string) =>
    itemOf(api.table, keys.tvAccount(tvPartitionOf(accountNumber), accountNumber));

  it('as long as they have any, however many services of it', async () => {
    const other = { serviceId: 'inet-1', type: 'internet' as const, planId: 'internet-60' };
    await api.putAccount('50000000001', sentAccount({ services: [other] }));
    expect(await entry('50000000001')).toBeUndefined();
    const both = [tv('mix-3'), tv('tv-basic', [], 'tv-2')];
    await api.putAccount('50000000001', sentAccount({ services: [other, ...both] }));
    expect(await entry('50000000001')).toMatchObject({ accountNumber: '50000000001' });
    await api.putAccount('50000000001', sentAccount({ services: [other, ...both.slice(1)] }));
    expect(await entry('50000000001')).toBeDefined();
    await api.putAccount('50000000001', sentAccount({ services: [other] }));
    expect(await entry('50000000001')).toBeUndefined();
  });
});

describe('a run', () => {
  it('tells each account what changes for it, once', async () => {
    await open('50000000001', [tv('mix-3', ['films'])]);
    await open('50000000002', [tv('tv-all')]);
    await open('50000000003', [tv('mix-3'), tv('tv-all', [], 'tv-2')], { kind: 'business' });
    await open('50000000004', [tv('tv-basic')]);
    await announce({
      ...pricedUp(3300),
      packages: tvCatalog().packages.map((one) =>
        one.packageId === 'theme-news' ? { ...one, channels: ['nature'] } : one,
      ),
    });
    expect(await run()).toMatchObject({
      ...{ status: 'finished', parts: { total: tvPartitions, done: tvPartitions, failed: 0 } },
      notices: { accounts: 4, written: 3, unreachable: 0 },
    });
    const expected = [
      ['50000000001', 'price-up mix-3'],
      ['50000000002', 'channel-leaves news'],
      ['50000000003', 'price-up mix-3', 'channel-leaves news'],
    ];
    expect((await told()).map((one) => one.toSorted())).toEqual(
      expected.map((one) => one.toSorted()),
    );
    const business = (await mails()).find((mail) => mail.accountNumber === '50000000003');
    expect(business?.details).toMatchObject({ more: '0', changesOwn: 'false' });

    expect(await run()).toMatchObject({ notices: { accounts: 4, written: 0 } });
    expect(await mails()).toHaveLength(3);
    // No name, address or mail of anybody.
    expect(logged.join('\n')).not.toMatch(/Marie|example\.com|5000000000/);
  });

  it('reads no account when nothing changes for anybody', async () => {
    await announce({ channels: tvCatalog().channels.map(({ endsOn: _none, ...one }) => one) });
    api.clock.set('2027-01-05T15:00:00Z');
    await open('50000000001', [tv('mix-3')]);
    const { runId, messages } = await dispatch();
    const reading = vi.fn();
    for (const message of messages) await deliver(message, { ...storeOf(), accounts: reading });
    expect(reading).not.toHaveBeenCalled();
    expect(await progress(runId)).toMatchObject({ notices: { accounts: 1, written: 0 } });
  });

  it('tells nothing of changes again when the catalog is announced anew, but what is new', async () => {
    await open('50000000001', [tv('mix-3')]);
    await announce(pricedUp(3300));
    await run();
    await announce({ ...pricedUp(3300), addOns: [...tvCatalog().addOns].reverse() });
    expect(await run()).toMatchObject({ notices: { written: 0 } });
    const moved = tvCatalog().channels.map((one) =>
      one.channelId === 'cbc' ? { ...one, number: 102 } : one,
    );
    await announce({ ...pricedUp(3300), channels: moved });
    expect(await run()).toMatchObject({ notices: { written: 1 } });
    await announce({ ...pricedUp(3400), channels: moved });
    await run();
    expect((await told()).map(([, ...lines]) => lines)).toEqual(
      expect.arrayContaining([
        ['price-up mix-3'],
        ['number-changes cbc'],
        ['price-up mix-3'],
      ]) as unknown,
    );
    expect(await mails()).toHaveLength(3);
  });

  it('tells nothing again to who drops or takes something meanwhile, but of that', async () => {
    await open('50000000001', [tv('mix-3', ['films'])]);
    const dearer = tvCatalog().packages.map((one) => ({ ...one, monthlyPrice: cad(9900) }));
    await announce({ ...pricedUp(3300), packages: dearer });
    await run();
    await open('50000000001', [tv('mix-3')]);
    await run();
    expect(await mails()).toHaveLength(1);
    await open('50000000001', [tv('mix-3', ['rival'])]);
    await run();
    expect((await told()).map(([, ...lines]) => lines.toSorted())).toEqual(
      expect.arrayContaining([['price-up films', 'price-up mix-3'], ['price-up rival']]) as unknown,
    );
    expect(await mails()).toHaveLength(2);
  });

  it('tells nobody of what is better alone, and of it with the rest', async () => {
    await open('50000000001', [tv('mix-3')]);
    await announce(pricedUp(2500));
    await run();
    expect(await mails()).toEqual([]);
    const joined = tvCatalog().packages.map((one) =>
      one.packageId === 'base' ? { ...one, channels: [...one.channels, 'kids'] } : one,
    );
    await announce({ ...pricedUp(3300), packages: joined }, '2027-02-01');
    await run();
    expect(await told()).toEqual([
      ['50000000001', 'price-down mix-3', 'price-up mix-3', 'channel-joins kids'],
    ]);
  });

  it('tells of a channel that ends by the catalog in force', async () => {
    await open('50000000001', [tv('mix-3', ['ending'])]);
    await run();
    await run();
    expect((await mails()).flatMap(linesOf)).toMatchObject([
      { kind: 'channel-ends', id: 'ending', effectiveFrom: '2026-12-15' },
    ]);
  });

  it('tells of what was published too late, until the run of the next day', async () => {
    await open('50000000001', [tv('mix-3')]);
    const dark = tvCatalog().channels.map((one) =>
      one.channelId === 'cbc' ? { ...one, endsOn: '2026-11-20' } : one,
    );
    await announce({ channels: dark }, '2026-11-20', 'notice=waived');
    api.clock.set('2026-11-21T15:00:00Z');
    await run();
    expect(await told()).toEqual([['50000000001', 'channel-ends cbc']]);
    api.clock.set('2026-11-23T15:00:00Z');
    await open('50000000002', [tv('mix-3')]);
    await run();
    expect(await mails()).toHaveLength(1);
  });

  it('lists thirty lines and counts the others', async () => {
    const channels = Array.from({ length: 50 }, (_, n) => ({
      ...{ channelId: `c-${n}`, number: 200 + n, name: 'x'.repeat(60), language: 'fr' as const },
      ...{ genre: 'general' as const, class: 'basic' as const, quality: 'hd' as const },
    }));
    const base = (over: object) => ({
      channels: [...tvCatalog().channels, ...channels].map((one) => ({ ...one, ...over })),
      packages: tvCatalog().packages.map((one) =>
        one.packageId === 'base'
          ? { ...one, channels: [...one.channels, ...channels.map((c) => c.channelId)] }
          : one,
      ),
    });
    await announce(base({}), '2026-11-21');
    api.clock.set('2026-11-22T15:00:00Z');
    await open('50000000001', [tv('tv-basic')]);
    await announce(base({ endsOn: '2027-03-01' }));
    await run();
    const [mail] = await mails();
    expect(mail && linesOf(mail)).toHaveLength(30);
    expect(mail?.details['more']).toBe('22');
    await run();
    expect(await mails()).toHaveLength(1);
  });

  it('counts whom no mail reaches since their profile was erased', async () => {
    await open('50000000001', [tv('mix-3')]);
    await updateItem(api.table, keys.account('50000000001'), { holderErasedAt: 1 });
    await announce(pricedUp(3300));
    expect(await run()).toMatchObject({ notices: { accounts: 1, written: 0, unreachable: 1 } });
    expect(await mails()).toEqual([]);
  });

  it('goes through many pages', async () => {
    await open('50000000001', [tv('mix-3')]);
    const account = await itemOf(api.table, keys.account('50000000001'));
    const numbers = Array.from({ length: 250 }, (_, n) => String(60000000000 + n));
    for (const accountNumber of numbers) {
      const put = (Item: object) =>
        api.table.client.send(new PutCommand({ TableName: api.table.name, Item }));
      await put({ ...account, ...keys.account(accountNumber), accountNumber });
      await put({ ...keys.tvAccount(3, accountNumber), accountNumber });
    }
    await announce(pricedUp(3300));
    expect(await run()).toMatchObject({ notices: { accounts: 251, written: 251 } });
    expect(await mails()).toHaveLength(251);
  });
});

describe('each account gets one mail', () => {
  const accounts = ['50000000001', '50000000002', '50000000003', '50000000004', '50000000005'];
  const listed = async () => {
    for (const one of accounts) {
      await open(one, [tv('mix-3')]);
      await api.table.client.send(
        new PutCommand({
          TableName: api.table.name,
          Item: { ...keys.tvAccount(0, one), accountNumber: one },
        }),
      );
    }
    // They stand in the first part alone.
    for (let part = 1; part < tvPartitions; part++) {
      for (const { pk, sk } of await api.items(keys.tvAccount(part, '').pk)) {
        await removeItem(api.table, { pk: String(pk), sk: String(sk) });
      }
    }
    await announce(pricedUp(3300));
  };
  const once = async () => {
    const numbers = (await mails()).map(({ accountNumber }) => accountNumber);
    expect(numbers.toSorted()).toEqual(accounts);
  };
  const first = (messages: object[]) => {
    const [message] = messages;
    if (message === undefined) throw new Error('Nothing was handed out');
    return message;
  };
  const only = { accounts: 5, written: 5, unreachable: 0 };

  it.each(['before', 'after'] as const)('killed %s each step in turn', async (when) => {
    await listed();
    for (let n = 1; ; n++) {
      for (const { pk, sk } of [
        ...(await api.items('OUTBOX#')),
        ...(await api.items('ACCOUNT#')).filter((one) => one['sk'] === 'CHANGES-TOLD'),
      ]) {
        await removeItem(api.table, { pk: String(pk), sk: String(sk) });
      }
      const { runId, messages } = await dispatch();
      const { store, survived } = dying(storeOf(2), n, when);
      const whole = await deliver(first(messages), store);
      if (!whole) expect(await deliver(first(messages), storeOf(2))).toBe(true);
      await once();
      expect(await progress(runId)).toMatchObject({ notices: only });
      expect(await deliver(first(messages))).toBe(true);
      await once();
      if (survived()) return;
    }
  });

  it('with two workers at once, and two runs', async () => {
    await listed();
    const [one, other] = [await dispatch(), await dispatch()];
    const done = await Promise.all(
      [one, one, other, other].map(({ messages }) => deliver(first(messages), storeOf(2))),
    );
    expect(done).toEqual([true, true, true, true]);
    await once();
    const [a, b] = [await progress(one.runId), await progress(other.runId)];
    expect(a?.notices?.accounts).toBe(5);
    expect((a?.notices?.written ?? 0) + (b?.notices?.written ?? 0)).toBe(5);
  });

  it('and a part that is given up says so, and is taken up where it was left', async () => {
    await listed();
    const { runId, messages } = await dispatch();
    const whole = storeOf(2);
    const failing = { ...dying(whole, 12, 'before').store, partFailed: whole.partFailed };
    expect(await deliver(first(messages), failing, 5)).toBe(false);
    for (const message of messages.slice(1)) await deliver(message);
    expect(await progress(runId)).toMatchObject({ status: 'failed', parts: { failed: 1 } });
    expect(await deliver(first(messages))).toBe(true);
    expect(await progress(runId)).toMatchObject({ status: 'finished' });
    await once();
  });

  it('unless its message is no message of a run', async () => {
    for (const message of [{}, { runId: 'gone', partition: 'x' }]) {
      expect(await deliver(message)).toBe(false);
    }
    expect(await deliver({ runId: 'gone', partition: 0 })).toBe(true);
    expect(await mails()).toEqual([]);
  });
});
