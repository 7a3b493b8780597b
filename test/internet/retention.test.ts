/** What the operator is shown of the deletion of usage records, and that customers see nothing of it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { internetContract } from '../../functions/internet/contract.ts';
import { retentionContract } from '../../functions/internet/retention/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { customersAt, measuredServiceId } from '../../infra/local/demo/customers.ts';
import { addDays } from '../../shared/calendar.ts';
import { keys } from '../../shared/table/keys.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { keepingQueue, openHouse, type House } from '../support/house.ts';
import { customerToken, operatorTokenFor } from '../support/identity.ts';
import { itemsWith, updateItem } from '../support/items.ts';
import { keepDays, shardOf, type Shard } from './retirement.ts';

let engine: Engine;
let house: House;
let world: Shard;
const clock = fixedClock('2026-06-25T12:00:00Z');
beforeEach(async () => {
  const spy = vi.spyOn(console, 'log').mockReturnValue();
  engine = await startEngine();
  clock.set('2026-06-25T12:00:00Z');
  house = openHouse(engine.table, clock, keepingQueue());
  world = shardOf({ table: engine.table, clock, shard: 7 });
  return async () => {
    spy.mockRestore();
    await engine.stop();
  };
});

const list = async (query = '') =>
  house.call(retentionContract.listRetention, { query, token: await operatorTokenFor(clock) });
const record = (service: string, day: string, id = `r-${day}`) => ({
  record_id: id,
  service_id: service,
  start: `${day}T14:00:00Z`,
  end: `${day}T14:15:00Z`,
  bytes_down: 1000,
  bytes_up: 10,
});

/** Four days, all past their time; the last one is not folded. */
async function fourDays() {
  const days = [0, 1, 2, 3].map((n) => addDays('2026-06-20', n));
  for (const day of days) {
    await world.arrive([record('inet-1', day)]);
    if (day !== days[3]) await world.foldAll();
  }
  clock.set(`${addDays('2026-06-23', keepDays + 1)}T08:40:00Z`);
  return world.retire();
}

describe('the list of retirements', () => {
  it('tells of each shard-day what was deleted and what stays, or why it was kept', async () => {
    const { runId } = await fourDays();
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.items.map(({ day, status: state }) => [day, state])).toEqual([
      ['2026-06-20', 'deleted'],
      ['2026-06-21', 'deleted'],
      ['2026-06-22', 'deleted'],
      ['2026-06-23', 'kept'],
    ]);
    const at = '2026-11-21T08:40:00.000Z';
    const bytes = expect.any(Number) as number;
    const nothing = { items: 0, records: 0, bytes: 0 };
    expect(body.items[0]).toEqual({
      ...{ day: '2026-06-20', shard: 7, round: 1, status: 'deleted', remaining: 0 },
      deleted: {
        chunks: { items: 1, records: 1, bytes },
        readings: nothing,
        openings: nothing,
        checkpoints: { items: 1, records: 0, bytes },
      },
      totals: {
        ...{ services: 1, down: '1000', up: '10' },
        fingerprint: expect.stringMatching(/^[\w-]{22}$/) as string,
      },
      ...{ runId, begunAt: at, provenAt: at, provenBy: runId },
    });
    expect(body.items[3]).toEqual({
      ...{ day: '2026-06-23', shard: 7, round: 1, status: 'kept', because: 'not-folded' },
      ...{ keptSince: at, checkedAt: at, runId },
    });
  });

  it('is empty where nothing was past its time', async () => {
    expect((await list()).body).toEqual({ items: [] });
  });

  it.each([
    ['from=2026-06-22', ['2026-06-22', '2026-06-23']],
    ['to=2026-06-20', ['2026-06-20']],
    ['from=2026-06-21&to=2026-06-22', ['2026-06-21', '2026-06-22']],
    ['from=2026-06-22&to=2026-06-21', []],
    ['from=2027-01-01', []],
  ])('of %s has the days between, both included', async (query, days) => {
    await fourDays();
    expect((await list(query)).body.items.map(({ day }) => day)).toEqual(days);
  });

  it('comes in pages', async () => {
    await fourDays();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = `limit=2&to=2026-06-22${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const { body } = await list(query);
      seen.push(...body.items.map(({ day }) => day));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['2026-06-20', '2026-06-21', '2026-06-22']);
  });

  it('goes on with a cursor of other days within its own', async () => {
    await fourDays();
    const { body } = await list('limit=1');
    const days = async (query: string) =>
      (await list(`${query}&cursor=${body.nextCursor ?? ''}`)).body.items.map(({ day }) => day);
    expect(await days('to=2026-06-20')).toEqual([]);
    expect(await days('from=2026-06-22')).toEqual(['2026-06-22', '2026-06-23']);
  });

  it.each(['from=yesterday', 'to=2026-13-01', 'limit=0', 'limit=101', 'cursor=x', 'other=1'])(
    'refuses %s',
    async (query) => {
      expect((await list(query)).body).toMatchObject({ code: 'invalid-request' });
    },
  );

  it('is not for those without its scope, nor for customers', async () => {
    const read = (token?: string) =>
      house.call(retentionContract.listRetention, token === undefined ? {} : { token });
    expect((await read()).status).toBe(401);
    expect((await read(await operatorTokenFor(clock, ['usage:write']))).status).toBe(403);
    expect((await read(await customerToken(clock))).status).toBe(403);
  });
});

describe('a customer whose records are past their time', () => {
  const [customer] = customersAt(clock.now());
  if (customer === undefined) throw new Error('The demo has no customer');
  const { accountNumber, account } = customer;
  const day = '2026-06-24';
  const send = async (body: unknown[]) =>
    house.call(usageIntakeContract.receiveUsage, { body, token: await operatorTokenFor(clock) });
  const report = async (batchId: string) =>
    house.call(usageIntakeContract.getUsageBatch, {
      params: { batchId },
      token: await operatorTokenFor(clock),
    });
  const seen = async () => {
    const reply = await house.call(internetContract.getUsage, {
      token: await customerToken(clock, { accountNumber }),
      params: { serviceId: measuredServiceId },
      query: 'period=2026-06-09',
    });
    return reply.body;
  };

  beforeEach(async () => {
    const token = await operatorTokenFor(clock);
    await house.call(operatorContract.putCatalog, { token, body: catalogFrom('2026-01-01') });
    await house.call(operatorContract.putAccount, {
      ...{ token, params: { accountNumber }, body: account },
    });
    await updateItem(engine.table, keys.service(measuredServiceId), { shard: 7 });
  });

  it('has the same totals as before, and cannot be given others by old records', async () => {
    const first = await send([record(measuredServiceId, day)]);
    expect(first.body).toMatchObject({ accepted: 1 });
    await world.foldAll();
    // Seen by day for some months, and to the operator's own eyes as long as totals are kept.
    const periods = async () =>
      (await itemsWith(engine.table, `ACCOUNT#${accountNumber}`)).filter(({ sk }) =>
        String(sk).endsWith('#2026-06-09'),
      );
    const before = await periods();
    expect(before).toHaveLength(1);
    expect((await seen()).days).toContainEqual({ day, download: 1000, upload: 10, total: 1010 });
    clock.set(`${addDays(day, keepDays + 1)}T12:00:00Z`);
    await world.retire();
    expect(await world.facts(day)).toEqual([]);
    expect(await periods()).toEqual(before);

    const again = await send([record(measuredServiceId, day, 'another')]);
    expect(again.body).toMatchObject({ accepted: 0, rejected: [{ reason: 'too-old' }] });
    // The same bytes as then are the same batch.
    expect((await send([record(measuredServiceId, day)])).body).toEqual(first.body);
    expect(await world.pending()).toEqual([]);
    expect(await periods()).toEqual(before);
  });

  it('reads reports of batches that live as long as what the folds say in them', async () => {
    const sent = await send([
      record(measuredServiceId, day),
      { ...record(measuredServiceId, day, 'bad'), bytes_up: -1 },
    ]);
    const items = await itemsWith(engine.table, `BATCH#${sent.body.batchId}`);
    expect(items.map(({ sk, expiresAt }) => [sk, expiresAt])).toEqual([
      ['BATCH', clock.now().getTime() / 1000 + 400 * 86_400],
      ['REJECTED#0000', clock.now().getTime() / 1000 + 400 * 86_400],
    ]);
  });

  it('finds records that came too late in the report, as rejected', async () => {
    await send([record(measuredServiceId, day)]);
    await world.foldAll();
    const late = await send([
      record(measuredServiceId, day, 'late'),
      record(measuredServiceId, day, 'later'),
      record(measuredServiceId, '2026-06-25'.replace('25', '23'), 'in-time'),
    ]);
    const { batchId } = late.body;
    // Of the batch one day is folded in time; the other one's message is lost until its day is gone.
    await world.fold('2026-06-23');
    const parts = await world.facts(day);
    const chunk = parts.find((sk) => sk.startsWith(`CHUNK#${batchId}`)) ?? '';
    const item = (await itemsWith(engine.table, keys.shardDay(7, day))).find(
      ({ sk }) => sk === chunk,
    );
    await world.foldAll();
    clock.set(`${addDays(day, keepDays + 1)}T12:00:00Z`);
    await world.retire();
    expect((await report(batchId)).body).toMatchObject({ accepted: 3, counted: 3 });

    // As if it had been released only now.
    await world.put({ ...item });
    await world.mark(day);
    await updateItem(engine.table, keys.batchFold(batchId, 7, day), { counted: 0 });
    expect(await world.fold(day)).toBe('retired');
    expect((await report(batchId)).body).toMatchObject({
      ...{ records: 3, accepted: 1, counted: 1, state: 'folded' },
      rejected: [
        { index: 0, recordId: 'late', reason: 'too-old' },
        { index: 1, recordId: 'later', reason: 'too-old' },
      ],
    });
  });
});
