/** Batches of usage through the public handler, on a real engine. */
import { zstdCompressSync } from 'node:zlib';
import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unpackChunk } from '../../functions/internet/chunk-body.ts';
import { NameTable } from '../../functions/internet/name-table.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { getUsageBatch } from '../../functions/internet/usage-intake/get-usage-batch.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { listWaiting } from '../../functions/internet/usage-intake/list-waiting.ts';
import { queueStore } from '../../functions/internet/usage-intake/queue.store.ts';
import { numberOfService } from '../../functions/internet/usage-intake/read-fields.ts';
import { receiveUsage } from '../../functions/internet/usage-intake/receive-usage.ts';
import { releaseWaiting } from '../../functions/internet/usage-intake/release-waiting.ts';
import { intakeStore, type IntakeStore } from '../../functions/internet/usage-intake/store.ts';
import {
  waitingStore,
  type WaitingStore,
} from '../../functions/internet/usage-intake/waiting.store.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { feature } from '../../shared/http/feature.ts';
import { keys } from '../../shared/table/keys.ts';
import { call, type Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { settingsFor } from '../support/settings.ts';
import { recordsIn } from './chunks.ts';
import { startEngine, type Engine } from '../support/engine.ts';
import { operatorTokenFor } from '../support/identity.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

/** Ten past five in Montréal, on the evening of 9 November. */
const clock = fixedClock('2026-11-09T22:10:00Z');
beforeEach(() => {
  clock.set('2026-11-09T22:10:00Z');
});

let made = 0;
const newServiceId = () => `inet-${String(++made).padStart(6, '0')}`;

async function provision(
  serviceId: string,
  changes: { type?: string; timeZone?: string; shard?: number; cycles?: object[] } = {},
) {
  const item = {
    ...keys.service(serviceId),
    ...{ serviceId, accountNumber: '50000000001', type: 'internet', timeZone: 'America/Toronto' },
    ...{ cycles: [{ from: beginningOfTime, day: 15 }], shard: 7 },
    ...changes,
  };
  await engine.table.client.send(new PutCommand({ TableName: engine.table.name, Item: item }));
}

type Wire = Record<string, unknown>;
const recordOf = (serviceId: string, changes: Wire = {}): Wire => ({
  record_id: `${serviceId}-20261109T2200`,
  service_id: serviceId,
  start: '2026-11-09T21:45:00Z',
  end: '2026-11-09T22:00:00Z',
  bytes_down: 2_695_702,
  bytes_up: 1_648_929,
  ...changes,
});

const wholeStore = () => ({ ...intakeStore(engine.table), ...waitingStore(engine.table) });

function intake(store: IntakeStore & WaitingStore = wholeStore()) {
  const deps = { store, clock, resolve: knownServices({ store, clock }) };
  const handler = feature(
    usageIntakeContract,
    {
      receiveUsage: receiveUsage(deps),
      getUsageBatch: getUsageBatch(deps),
      listWaiting: listWaiting({ queue: queueStore(engine.table) }),
    },
    settingsFor(clock),
  );
  return {
    send: async (body: unknown, more: Request = {}) =>
      call(handler, usageIntakeContract.receiveUsage, {
        body: Array.isArray(body) ? JSON.stringify(body) : body,
        token: await operatorTokenFor(clock),
        ...more,
      }),
    report: async (batchId: string) =>
      call(handler, usageIntakeContract.getUsageBatch, {
        params: { batchId },
        token: await operatorTokenFor(clock),
      }),
    release: () => releaseWaiting(deps),
  };
}

async function itemsOf(pk: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await engine.table.client.send(
    new QueryCommand({
      TableName: engine.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  return Items;
}

/** What a batch has left in the chunks, one line a record. */
async function stored(batchId: string) {
  const { Items = [] } = await engine.table.client.send(
    new ScanCommand({
      TableName: engine.table.name,
      FilterExpression: 'begins_with(sk, :chunk)',
      ExpressionAttributeValues: { ':chunk': `CHUNK#${batchId}` },
    }),
  );
  return Items.flatMap((item) => {
    const chunk = unpackChunk(item['body'] as Uint8Array);
    return recordsIn(chunk).map(({ serviceId, accountNumber, periodStart, index, recordId }) => ({
      at: String(item['pk']),
      receivedAt: new Date(chunk.receivedAt).toISOString(),
      ...{ serviceId, accountNumber, periodStart, index, recordId },
    }));
  }).sort((a, b) => a.index - b.index);
}

const everything = async () => {
  const { Items = [] } = await engine.table.client.send(
    new ScanCommand({ TableName: engine.table.name }),
  );
  return Items.length;
};

const markOf = async (sk: string) =>
  (await itemsOf('PENDING')).find((item) => item['sk'] === sk)?.['token'];

describe('a batch', () => {
  it('is stored by shard and local day, in the period of its day, and marked as pending', async () => {
    const [east, west] = [newServiceId(), newServiceId()];
    await provision(east);
    await provision(west, { timeZone: 'America/Vancouver', shard: 8 });
    const night = { start: '2026-11-09T05:30:00Z', end: '2026-11-09T05:45:00Z' };

    const reply = await intake().send([recordOf(east, night), recordOf(west, night)]);

    expect(reply.status).toBe(202);
    expect(reply.body).toMatchObject({
      ...{ receivedAt: '2026-11-09T22:10:00.000Z', records: 2, accepted: 2, waiting: 0 },
      rejected: [],
    });
    expect(await stored(reply.body.batchId)).toMatchObject([
      { at: 'USAGE#0007#2026-11-09', serviceId: east, periodStart: '2026-10-15', index: 0 },
      { at: 'USAGE#0008#2026-11-08', serviceId: west, periodStart: '2026-10-15', index: 1 },
    ]);
    expect(await markOf('0007#2026-11-09')).toBeDefined();
    expect(await markOf('0008#2026-11-08')).toBeDefined();
  });

  it('sent again gives the same answer and changes nothing', async () => {
    const serviceId = newServiceId();
    await provision(serviceId);
    const body = [recordOf(serviceId), recordOf(serviceId, { extra: 1 })];
    const first = await intake().send(body);
    const [items, mark] = [await everything(), await markOf('0007#2026-11-09')];
    clock.advance(3600);

    const second = await intake().send(body);

    expect(second.status).toBe(202);
    expect(second.body).toEqual(first.body);
    expect(await everything()).toBe(items);
    expect(await markOf('0007#2026-11-09')).toBe(mark);
  });

  it.each(['putChunks', 'markPending', 'putWaiting', 'putRejected', 'putBatch'] as const)(
    'killed before or after %s is completed by sending it again',
    async (step) => {
      const [known, unknown] = [newServiceId(), newServiceId()];
      await provision(known);
      const body = [recordOf(known), recordOf(unknown), recordOf(known, { bytes_up: -1 })];
      const whole = wholeStore();
      const beforeIt = { ...whole, [step]: () => Promise.reject(new Error('killed')) };
      const afterIt: IntakeStore & WaitingStore = {
        ...whole,
        [step]: async (...given: never[]) => {
          await (whole[step] as (...all: never[]) => Promise<unknown>)(...given);
          throw new Error('killed');
        },
      };
      expect((await intake(beforeIt).send(body)).status).toBe(500);
      expect((await intake(afterIt).send(body)).status).toBe(500);
      clock.advance(30);

      const reply = await intake().send(body);

      expect(reply.status).toBe(202);
      expect(reply.body).toMatchObject({ records: 3, accepted: 1, waiting: 1 });
      expect(await stored(reply.body.batchId)).toHaveLength(1);
      const { body: report } = await intake().report(reply.body.batchId);
      expect(report).toMatchObject({
        ...{ state: 'pending', accepted: 1, waiting: 1 },
        rejected: [{ index: 2, reason: 'invalid-field', field: 'bytes_up' }],
      });
    },
  );

  it('completed by another attempt with services known meanwhile counts each record once', async () => {
    const [known, late] = [newServiceId(), newServiceId()];
    await provision(known);
    const body = [recordOf(known), recordOf(late)];
    const whole = wholeStore();
    const killed = { ...whole, putBatch: () => Promise.reject(new Error('killed')) };
    await intake(killed).send(body);
    await provision(late);

    const reply = await intake().send(body);
    await intake().release();

    expect(reply.body).toMatchObject({ accepted: 2, waiting: 0 });
    const indexes = (await stored(reply.body.batchId)).map(({ index }) => index);
    expect(new Set(indexes)).toEqual(new Set([0, 1]));
    expect(await itemsOf('WAITING')).not.toContainEqual(
      expect.objectContaining({ batchId: reply.body.batchId }),
    );
    const { body: report } = await intake().report(reply.body.batchId);
    expect(report).toMatchObject({ accepted: 2, waiting: 0 });
  });

  it('beyond the size of a chunk goes into several', async () => {
    const serviceId = newServiceId();
    await provision(serviceId, { shard: 9 });
    const body = Array.from({ length: 3001 }, (_, i) =>
      recordOf(serviceId, { record_id: `r${i}` }),
    );

    const reply = await intake().send(body);

    const chunks = (await itemsOf('USAGE#0009#2026-11-09')).filter(({ sk }) =>
      String(sk).startsWith(`CHUNK#${reply.body.batchId}`),
    );
    expect(chunks).toHaveLength(2);
    expect((await stored(reply.body.batchId)).map(({ recordId }) => recordId)).toEqual(
      body.map((record) => record['record_id']),
    );
  });

  it.each([
    ['text that is not JSON', '[{', 'not-json'],
    ['an object', '{"records":[]}', 'not-an-array'],
    ['no records', '[]', 'empty-batch'],
    ['more records than an answer can reject', `[${'1,'.repeat(35_000)}1]`, 'too-many-records'],
  ])('refuses %s and stores nothing', async (_, body, why) => {
    const before = await everything();
    const reply = await intake().send(body);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: 'malformed-request', why });
    expect(await everything()).toBe(before);
  });

  it('needs the scope usage:write', async () => {
    const token = await operatorTokenFor(clock, ['jobs:run']);
    const reply = await intake().send([recordOf('inet-1')], { token });
    expect([reply.status, reply.body.code]).toEqual([403, 'missing-scope']);
  });
});

describe('NDJSON', () => {
  const headers = { 'content-type': 'application/x-ndjson' };

  it('rejects the lines that are no JSON and takes the others', async () => {
    const serviceId = newServiceId();
    await provision(serviceId);
    const good = JSON.stringify(recordOf(serviceId));
    const reply = await intake().send(`{"record_id":\r\n\r\n${good}\r\n[]\n`, { headers });
    expect(reply.body).toMatchObject({
      ...{ records: 3, accepted: 1 },
      rejected: [
        { index: 0, reason: 'malformed' },
        { index: 2, reason: 'malformed' },
      ],
    });
  });
});

describe('a record is rejected, and the rest of its batch is not', () => {
  it.each<[string, Wire, Wire]>([
    ['no object', [] as never, { reason: 'malformed' }],
    ['an unknown field', { bytes_total: 1 }, { reason: 'unknown-field', field: 'bytes_total' }],
    ['a missing field', { end: undefined }, { reason: 'invalid-field', field: 'end' }],
    ['an empty id', { record_id: '' }, { reason: 'invalid-field', field: 'record_id' }],
    ['an id too long', { record_id: 'x'.repeat(65) }, { field: 'record_id' }],
    ['an id with a space', { record_id: 'a b' }, { field: 'record_id' }],
    ['a service id with a slash', { service_id: 'a/b' }, { field: 'service_id' }],
    ['a local time', { start: '2026-11-09T21:45:00' }, { field: 'start' }],
    ['a day that does not exist', { start: '2026-02-30T00:00:00Z' }, { field: 'start' }],
    ['an hour 24', { start: '2026-11-08T24:00:00Z' }, { field: 'start' }],
    ['a negative count', { bytes_down: -1 }, { reason: 'invalid-field', field: 'bytes_down' }],
    ['a fraction', { bytes_up: 0.5 }, { reason: 'invalid-field', field: 'bytes_up' }],
    ['an unsafe integer', { bytes_up: 2 ** 53 }, { field: 'bytes_up' }],
    ['a count of 65 bits', { bytes_up: '18446744073709551616' }, { field: 'bytes_up' }],
    ['an end at its start', { end: '2026-11-09T21:45:00Z' }, { reason: 'empty-interval' }],
    ['an end before its start', { end: '2026-11-09T21:44:00Z' }, { reason: 'empty-interval' }],
    ['over 25 hours', { start: '2026-11-08T20:59:59Z' }, { reason: 'interval-too-long' }],
    ['over 5 minutes ahead', { end: '2026-11-09T22:15:00.001Z' }, { reason: 'in-the-future' }],
    [
      'older than 130 days',
      { start: '2026-07-02T22:09:59Z', end: '2026-07-02T22:15:00Z' },
      { reason: 'too-old' },
    ],
  ])('%s', async (_, changes, expected) => {
    const serviceId = newServiceId();
    await provision(serviceId);
    const bad = Array.isArray(changes) ? changes : recordOf(serviceId, changes);
    const reply = await intake().send([bad, recordOf(serviceId)]);
    expect(reply.body).toMatchObject({
      records: 2,
      accepted: 1,
      rejected: [{ index: 0, ...expected }],
    });
    expect(await stored(reply.body.batchId)).toHaveLength(1);
  });

  it.each<[string, Wire]>([
    ['25 hours', { start: '2026-11-08T21:00:00Z' }],
    ['5 minutes ahead', { end: '2026-11-09T22:15:00Z' }],
    ['130 days old', { start: '2026-07-02T22:10:00Z', end: '2026-07-02T22:15:00Z' }],
    ['the largest count', { bytes_down: '18446744073709551615' }],
    ['an offset', { start: '2026-11-09T16:45:00-05:00' }],
  ])('but not at %s', async (_, changes) => {
    const serviceId = newServiceId();
    await provision(serviceId);
    const reply = await intake().send([recordOf(serviceId, changes)]);
    expect(reply.body).toMatchObject({ accepted: 1, rejected: [] });
  });

  it('of a service that is no Internet service', async () => {
    const serviceId = newServiceId();
    await provision(serviceId, { type: 'tv' });
    const { body } = await intake().send([recordOf(serviceId)]);
    expect(body.rejected).toEqual([
      { index: 0, recordId: recordOf(serviceId)['record_id'], reason: 'not-an-internet-service' },
    ]);
  });
});

describe('a record of a service not known yet', () => {
  it('waits, and counts from its first arrival once the service is provisioned', async () => {
    const [known, late, never] = [newServiceId(), newServiceId(), newServiceId()];
    await provision(known);
    const reply = await intake().send([recordOf(known), recordOf(late), recordOf(never)]);
    const { batchId } = reply.body;
    expect(reply.body).toMatchObject({ accepted: 1, waiting: 2 });
    expect(await intake().release()).toBe(0);

    clock.advance(86_400);
    await provision(late, { shard: 11 });
    expect(await intake().release()).toBe(1);

    const records = await stored(batchId);
    expect(records[1]).toMatchObject({
      ...{ at: 'USAGE#0011#2026-11-09', serviceId: late, index: 1 },
      receivedAt: '2026-11-09T22:10:00.000Z',
    });
    expect(await markOf('0011#2026-11-09')).toBeDefined();
    const { body } = await intake().report(batchId);
    expect(body).toMatchObject({ records: 3, accepted: 2, waiting: 1, state: 'pending' });
    expect(await intake().release()).toBe(0);

    await provision(never);
    expect(await intake().release()).toBe(1);
    expect((await intake().report(batchId)).body).toMatchObject({ accepted: 3, waiting: 0 });
    expect(await itemsOf('WAITING')).not.toContainEqual(expect.objectContaining({ batchId }));
  });

  it('keeps its place among many, and leaves it alone', async () => {
    const [first, second] = [newServiceId(), newServiceId()];
    const body = Array.from({ length: 4001 }, (_, i) =>
      recordOf(i < 3000 ? first : second, { record_id: `r${i}`, bytes_up: '18446744073709551615' }),
    );
    const { batchId } = (await intake().send(body)).body;
    const places = async () =>
      (await itemsOf('WAITING'))
        .filter((item) => item['batchId'] === batchId)
        .map(({ sk, count }) => [sk, count]);
    expect(await places()).toEqual(
      [0, 1, 2].map((part) => [`${batchId}#${part}`, part < 2 ? 2000 : 1]),
    );

    await provision(first);
    expect(await intake().release()).toBe(3000);
    expect(await places()).toEqual([
      [`${batchId}#1`, 1000],
      [`${batchId}#2`, 1],
    ]);
    await provision(second);
    expect(await intake().release()).toBe(1001);
    expect(await places()).toEqual([]);
    expect((await stored(batchId)).map(({ recordId }) => recordId)).toEqual(
      body.map((record) => record['record_id']),
    );
  });

  it('is rejected when the service turns out to be another one', async () => {
    const late = newServiceId();
    const { body } = await intake().send([recordOf(late)]);
    await provision(late, { type: 'phone' });
    expect(await intake().release()).toBe(1);
    expect((await intake().report(body.batchId)).body).toMatchObject({
      ...{ accepted: 0, waiting: 0, state: 'folded' },
      rejected: [{ index: 0, reason: 'not-an-internet-service' }],
    });
    const lives = (await itemsOf(`BATCH#${body.batchId}`)).map(({ expiresAt }) => expiresAt);
    expect(lives).toHaveLength(2);
    // Written anew by the release, they still end with the first arrival's.
    const end = Date.parse(body.receivedAt) / 1000 + 400 * 86_400;
    expect(lives).toEqual([Math.floor(end), Math.floor(end)]);
  });

  it.each(['putChunks', 'markPending', 'replaceBatch', 'leaveWaiting'] as const)(
    'is released by the next run when one is killed after %s',
    async (step) => {
      const [tv, late] = [newServiceId(), newServiceId()];
      const { body } = await intake().send([recordOf(tv), recordOf(late)]);
      await provision(tv, { type: 'tv' });
      await provision(late);
      const whole = wholeStore();
      const killed: IntakeStore & WaitingStore = {
        ...whole,
        [step]: async (...given: never[]) => {
          await (whole[step] as (...all: never[]) => Promise<unknown>)(...given);
          throw new Error('killed');
        },
      };
      await expect(intake(killed).release()).rejects.toThrow('killed');
      await intake().release();

      expect(await stored(body.batchId)).toHaveLength(1);
      const { body: report } = await intake().report(body.batchId);
      expect(report).toMatchObject({ records: 2, accepted: 1, waiting: 0 });
      expect(report.rejected).toHaveLength(1);
      expect(await itemsOf('WAITING')).not.toContainEqual(
        expect.objectContaining({ batchId: body.batchId }),
      );
    },
  );

  it('is released once by two runs at the same time', async () => {
    const late = newServiceId();
    const { body } = await intake().send([recordOf(late)]);
    await provision(late);
    await Promise.all([intake().release(), intake().release()]);
    await intake().release();
    expect(await stored(body.batchId)).toHaveLength(1);
    expect((await intake().report(body.batchId)).body).toMatchObject({ accepted: 1, waiting: 0 });
  });
});

describe('the report of a batch', () => {
  const fold = (batchId: string, day: string, outcome: { counted: number; duplicates?: Wire[] }) =>
    engine.table.client.send(
      new PutCommand({
        TableName: engine.table.name,
        Item: {
          ...keys.batchFold(batchId, 7, day),
          foldedAt: Date.parse('2026-11-09T23:00:00Z'),
          counted: outcome.counted,
          duplicates: zstdCompressSync(JSON.stringify(outcome.duplicates ?? [])),
          conflicts: zstdCompressSync('[]'),
        },
      }),
    );

  it('is folded once every shard-day has told of every accepted record', async () => {
    const serviceId = newServiceId();
    await provision(serviceId);
    const yesterday = { start: '2026-11-08T21:45:00Z', end: '2026-11-08T22:00:00Z' };
    const again = { index: 1, recordId: `${serviceId}-20261109T2200` };
    const sent = await intake().send([
      ...[recordOf(serviceId), recordOf(serviceId)],
      recordOf(serviceId, { record_id: 'other', ...yesterday }),
    ]);
    const { batchId } = sent.body;
    const state = async () => (await intake().report(batchId)).body.state;

    await fold(batchId, '2026-11-09', { counted: 1, duplicates: [again] });
    expect(await state()).toBe('pending');
    await fold(batchId, '2026-11-08', { counted: 0 });
    expect(await state()).toBe('pending');
    await fold(batchId, '2026-11-08', { counted: 1 });

    expect((await intake().report(batchId)).body).toMatchObject({
      ...{ state: 'folded', foldedAt: '2026-11-09T23:00:00.000Z', counted: 2 },
      ...{ duplicates: [again], conflicts: [] },
    });
  });

  it('is not found for a batch that was never received', async () => {
    const reply = await intake().report('q1Zb0nUPc5yB8Rzr2f1T0A');
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
  });
});

describe('services', () => {
  it('are read once an hour, in hundreds, and all of them', async () => {
    const ids = Array.from({ length: 250 }, newServiceId);
    await Promise.all(ids.map((id) => provision(id)));
    let reads = 0;
    const whole = wholeStore();
    const store = {
      services: (wanted: readonly string[]) => {
        reads += wanted.length;
        return whole.services(wanted);
      },
    };
    const resolve = knownServices({ store, clock });
    const named = (serviceIds: readonly string[]) => {
      const names = new NameTable();
      for (const serviceId of serviceIds) numberOfService(serviceId, names);
      return resolve(names);
    };
    expect((await named(ids)).map((found) => found?.serviceId)).toEqual(ids);
    const again = await named(['nobody', ...ids.toReversed()]);
    expect(again.map((found) => found?.serviceId)).toEqual([undefined, ...ids.toReversed()]);
    expect(reads).toBe(251);
    clock.advance(3601);
    await named(ids);
    expect(reads).toBe(501);
  });
});
