/** Readings of counters through the public handler and the fold, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenure } from '../../shared/modem.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { deltaOf, startIntake } from './intake.ts';

let intake: Awaited<ReturnType<typeof startIntake>>;
beforeAll(async () => {
  intake = await startIntake('2026-11-17T22:10:00Z');
});
afterAll(() => intake.stop());

let macs = 0;
const newMac = () => `00:1A:2B:3C:00:${String(10 + macs++)}`;
const modem = (mac: string, ...history: Tenure[]) => intake.modem(mac, ...history);

/** A service with a modem that was always its own. */
async function customer() {
  const [serviceId, mac] = [await intake.service(), newMac()];
  await modem(mac, { serviceId, from: 0 });
  return { serviceId, mac };
}

type Wire = Record<string, unknown>;
let ids = 0;
const reading = (mac: string, at: string, octets: number | string, changes: Wire = {}): Wire => ({
  record_id: `r-${++ids}`,
  source: 'cmts-7',
  cm_mac: mac,
  flow_id: 88121,
  service_time_created: '2026-11-10T12:00:00Z',
  sys_uptime: 400_000_000 + Math.floor((Date.parse(at) - Date.parse('2026-11-10T00:00:00Z')) / 10),
  rec_type: 'interim',
  direction: 'down',
  octets,
  observed_at: at,
  ...changes,
});
const session = (serviceId: string, at: string, changes: Wire = {}): Wire => ({
  acct_unique_id: `session-${serviceId}`,
  status_type: 'interim',
  event_time: at,
  session_time: Math.floor((Date.parse(at) - Date.parse('2026-11-10T12:00:00Z')) / 1000),
  service_id: serviceId,
  input_octets: 0,
  output_octets: 0,
  ...changes,
});

const foldAll = () => intake.fold();
const totals = (serviceId: string) => intake.totals(serviceId);

describe('readings of a service flow', () => {
  it('count from 0 at its beginning, and from one reading to the next over midnight', async () => {
    const { serviceId, mac } = await customer();
    const reply = await intake.send([
      reading(mac, '2026-11-10T13:00:00Z', 100),
      reading(mac, '2026-11-10T13:00:00Z', 10, { direction: 'up', flow_id: 'up.1' }),
      // Midnight in Montréal is 05:00 UTC; what is read up to five minutes after it closes the day.
      reading(mac, '2026-11-11T05:00:02Z', 1_000),
      reading(mac, '2026-11-11T05:15:02Z', 1_001),
      reading(mac, '2026-11-13T12:00:00Z', '18446744073709551615', { flow_id: 2 }),
    ]);
    expect(reply.body).toMatchObject({ accepted: 5, waiting: 0, rejected: [] });
    await foldAll();
    expect(await totals(serviceId)).toEqual({
      '2026-11-10': [1_000n, 10n],
      '2026-11-11': [1n, 0n],
      '2026-11-13': [18446744073709551615n, 0n],
    });
    const { body } = await intake.report(reply.body.batchId);
    expect(body).toMatchObject({ state: 'folded', counted: 5 });
  });

  it('that began before the days kept count from the first one that is known', async () => {
    const { serviceId, mac } = await customer();
    const old = { service_time_created: '2026-07-06T11:59:59Z' };
    await intake.send([
      reading(mac, '2026-11-13T12:00:00Z', 5_000, old),
      reading(mac, '2026-11-13T13:00:00Z', 5_003, old),
    ]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-13': [3n, 0n] });
  });

  it('that come late change their day and the next one, whenever that was folded', async () => {
    const { serviceId, mac } = await customer();
    await intake.send([reading(mac, '2026-11-14T12:00:00Z', 900)]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-14': [900n, 0n] });
    await intake.send([reading(mac, '2026-11-12T12:00:00Z', 300)]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-12': [300n, 0n], '2026-11-14': [600n, 0n] });
    await intake.send([reading(mac, '2026-11-13T12:00:00Z', 300)]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-12': [300n, 0n], '2026-11-14': [600n, 0n] });
  });

  it('come as CSV, as delta records come, and both count together', async () => {
    const { serviceId, mac } = await customer();
    const rows = [
      reading(mac, '2026-11-15T12:00:00Z', 70, { service_time_created: '2026-11-15T11:00:00Z' }),
      reading(mac, '2026-11-15T12:00:00Z', '', { record_id: 'none' }),
    ];
    const csv = [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)]
      .map((row) => row.join(','))
      .join('\n');
    expect((await intake.send(csv, 'text/csv')).body).toMatchObject({
      ...{ accepted: 1 },
      rejected: [{ index: 1, line: 3, recordId: 'none', reason: 'invalid-field', field: 'octets' }],
    });
    const [start, end] = ['2026-11-15T12:00:00Z', '2026-11-15T12:15:00Z'];
    const mixed = await intake.send([
      deltaOf(serviceId, { start, end, bytes_down: 1, bytes_up: 2 }),
      reading(mac, '2026-11-15T13:00:00Z', 100, { service_time_created: '2026-11-15T11:00:00Z' }),
    ]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-15': [101n, 2n] });
    expect((await intake.report(mixed.body.batchId)).body).toMatchObject({
      ...{ state: 'folded', counted: 2 },
    });
  });

  it('with an id again are duplicates, or conflicts when they say something else', async () => {
    const { serviceId, mac } = await customer();
    const one = reading(mac, '2026-11-13T12:00:00Z', 50);
    const { body } = await intake.send([
      ...[one, one, { ...one, octets: 60 }, { ...one, flow_id: 9 }, { ...one, rec_type: 'stop' }],
    ]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-13': [50n, 0n] });
    const report = (await intake.report(body.batchId)).body;
    const told = (list: readonly { index: number }[]) => list.map(({ index }) => index);
    expect([report.counted, told(report.duplicates), told(report.conflicts)]).toEqual([
      ...[1, [1], [2, 3, 4]],
    ]);
  });
});

describe('a modem that moved', () => {
  const swap = Date.parse('2026-11-12T12:00:00Z');

  it('counts for each customer what it counted while it was theirs', async () => {
    const [a, b, mac] = [await intake.service(), await intake.service(), newMac()];
    await modem(mac, { serviceId: a, from: 0, to: swap }, { serviceId: b, from: swap });
    const newFlow = { service_time_created: '2026-11-12T12:30:00Z', flow_id: 3 };
    await intake.send([
      reading(mac, '2026-11-12T13:00:00Z', 7, newFlow),
      reading(mac, '2026-11-12T11:00:00Z', 1_000),
      // The old flow goes on for a while: where its reading begins for the new customer.
      reading(mac, '2026-11-12T12:15:00Z', 1_200),
      reading(mac, '2026-11-12T12:20:00Z', 1_205),
    ]);
    await foldAll();
    expect(await totals(a)).toEqual({ '2026-11-12': [1_000n, 0n] });
    expect(await totals(b)).toEqual({ '2026-11-12': [12n, 0n] });
  });

  it('was nobody’s in between: what it counted then waits', async () => {
    const [a, b, mac] = [await intake.service(), await intake.service(), newMac()];
    const later = swap + 3_600_000;
    await modem(mac, { serviceId: a, from: 0, to: swap }, { serviceId: b, from: later });
    const { body } = await intake.send([reading(mac, '2026-11-12T12:30:00Z', 5)]);
    expect(body).toMatchObject({ accepted: 0, waiting: 1 });
    expect(await intake.release()).toBe(0);
  });
});

describe('the queue of what waits', () => {
  it('lists batches with what they wait for, and lets go what comes to be known', async () => {
    const [serviceId, mac] = [await intake.service(), newMac()];
    const arrived = intake.clock.now().toISOString();
    const csv = 'text/csv';
    const record = reading(mac, '2026-11-16T12:00:00Z', 44, {
      service_time_created: '2026-11-16T11:00:00Z',
    });
    const text = `${Object.keys(record).join(',')}\n${Object.values(record).join(',')}\n`;
    const { body: first } = await intake.send(text, csv);
    const { body: second } = await intake.send([
      ...[record, { ...record, record_id: 'again' }, deltaOf('nobody-known')],
    ]);
    expect([first, second]).toMatchObject([
      { accepted: 0, waiting: 1 },
      { accepted: 0, waiting: 3 },
    ]);
    const mine = async () =>
      (await intake.waiting('limit=100')).body.items.filter(({ batchId }) =>
        [first.batchId, second.batchId].includes(batchId),
      );
    expect(await mine()).toHaveLength(2);
    expect(await mine()).toContainEqual({
      ...{ batchId: second.batchId, since: arrived, count: 3 },
      // 130 days after the delta record, the earliest of them.
      rejectedFrom: '2027-03-19T21:45:00.000Z',
      waitsFor: [mac, 'nobody-known'].sort(),
    });

    intake.clock.advance(3600);
    await modem(mac, { serviceId, from: 0 });
    expect(await intake.release()).toBe(3);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-16': [44n, 0n] });
    expect(await mine()).toMatchObject([{ batchId: second.batchId, count: 1 }]);
    expect((await mine())[0]?.waitsFor).toEqual(['nobody-known']);
    expect((await intake.report(first.batchId)).body).toMatchObject({ accepted: 1, waiting: 0 });
  });

  it('is read page by page', async () => {
    const sent: string[] = [];
    for (let i = 0; i < 5; i++) {
      const body = Array.from({ length: i === 2 ? 2001 : 1 }, (_, n) =>
        deltaOf(`stranger-${i}-${n % 150}`, { record_id: `r${n}` }),
      );
      sent.push((await intake.send(body)).body.batchId);
    }
    const seen: { batchId: string; count: number; waitsFor: string[] }[] = [];
    let after: string | undefined;
    for (let more = true; more;) {
      const { body } = await intake.waiting(
        after === undefined ? 'limit=2' : `limit=2&after=${after}`,
      );
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items);
      ({ more } = body);
      after = seen.at(-1)?.batchId;
    }
    const batchIds = seen.map(({ batchId }) => batchId);
    expect(new Set(batchIds).size).toBe(seen.length);
    expect(batchIds).toEqual(expect.arrayContaining(sent));
    const large = seen.find(({ batchId }) => batchId === sent[2]);
    expect(large?.count).toBe(2001);
    expect(large?.waitsFor).toHaveLength(100);
  });

  it.each(['limit=0', 'limit=101', 'after=x', 'cursor=x'])('refuses %s', async (query) => {
    expect((await intake.waiting(query)).status).toBe(400);
  });
});

describe('sessions', () => {
  it('count input as upload, gigawords as 4 GB, over midnight and the end of a period', async () => {
    const serviceId = await intake.service();
    const { body } = await intake.send([
      session(serviceId, '2026-11-10T12:00:00Z', {
        ...{ status_type: 'start', input_octets: undefined, output_octets: undefined },
      }),
      session(serviceId, '2026-11-14T12:00:00Z', { input_octets: 5, output_octets: 4294967295 }),
      session(serviceId, '2026-11-15T12:00:00Z', {
        ...{ input_octets: 6, output_octets: 1, output_gigawords: 1 },
      }),
      session(serviceId, '2026-11-15T13:00:00Z', {
        ...{ status_type: 'stop', input_octets: 8, output_octets: '1', output_gigawords: 2 },
      }),
    ]);
    expect(body).toMatchObject({ accepted: 4, rejected: [] });
    await foldAll();
    expect(await totals(serviceId)).toEqual({
      '2026-11-14': [4294967295n, 5n],
      '2026-11-15': [2n + 2n ** 32n, 3n],
    });
    const periods = await itemsUnder(intake.table, 'ACCOUNT#50000000001', `USAGE#${serviceId}#`);
    expect(periods.map(({ sk }) => String(sk).split('#')[2])).toEqual(['2026-10-15', '2026-11-15']);
  });

  it('are known by their modem too', async () => {
    const { serviceId, mac } = await customer();
    await intake.send([
      session(serviceId, '2026-11-13T12:00:00Z', {
        ...{ service_id: undefined, cm_mac: mac.toLowerCase().replaceAll(':', '-') },
        ...{ output_octets: 9 },
      }),
    ]);
    await foldAll();
    expect(await totals(serviceId)).toEqual({ '2026-11-13': [9n, 0n] });
  });

  it('have the id of their session, status and time', async () => {
    const serviceId = await intake.service();
    const one = session(serviceId, '2026-11-13T12:00:00Z', { output_octets: 9 });
    const { body } = await intake.send([one, one, { ...one, output_octets: 8 }]);
    await foldAll();
    const report = (await intake.report(body.batchId)).body;
    expect([report.duplicates.length, report.conflicts.length]).toEqual([1, 1]);
    expect(report.conflicts[0]?.recordId).toBe(
      `session-${serviceId} interim ${Date.parse('2026-11-13T12:00:00Z')}`,
    );
  });
});

describe('a reading is rejected, and the rest of its batch is not', () => {
  const at = '2026-11-17T22:00:00Z';
  const invalid = (field: string) => ({ reason: 'invalid-field', field });
  it.each<[string, Wire, Wire]>([
    ['without its modem', { cm_mac: undefined }, invalid('cm_mac')],
    ['of no MAC address', { cm_mac: '00:1A:2B:3C:4D' }, invalid('cm_mac')],
    ['of a MAC address written in two ways', { cm_mac: '00:1A-2B:3C:4D:5E' }, invalid('cm_mac')],
    ['of a source with a space', { source: 'a b' }, invalid('source')],
    ['of a flow with one', { flow_id: 'a b' }, invalid('flow_id')],
    ['of a negative flow', { flow_id: -1 }, invalid('flow_id')],
    ['of an uptime beyond 32 bits', { sys_uptime: 2 ** 32 }, invalid('sys_uptime')],
    ['of one as text', { sys_uptime: '4294967296' }, invalid('sys_uptime')],
    ['of another type', { rec_type: 'Interim' }, invalid('rec_type')],
    ['of another direction', { direction: 'input' }, invalid('direction')],
    ['of 65 bits', { octets: '18446744073709551616' }, invalid('octets')],
    ['of an unsafe number', { octets: 2 ** 53 }, invalid('octets')],
    ['of a local time', { observed_at: '2026-11-09T21:45:00' }, invalid('observed_at')],
    ['with a field nobody knows', { colour: 1 }, { reason: 'unknown-field', field: 'colour' }],
    ['of a multicast flow', { flow_kind: 'multicast' }, { reason: 'multicast-flow' }],
    [
      'over 5 minutes ahead',
      { observed_at: '2026-11-17T22:15:00.001Z' },
      { reason: 'in-the-future' },
    ],
    [
      'older than 130 days',
      { observed_at: '2026-07-10T22:00:00Z', service_time_created: '2026-07-10T00:00:00Z' },
      { reason: 'too-old' },
    ],
    [
      'of a flow that begins after it',
      { service_time_created: '2026-11-17T22:05:00.001Z' },
      { reason: 'created-after-observed' },
    ],
  ])('%s', async (_, changes, expected) => {
    const { mac } = await customer();
    intake.clock.set('2026-11-17T22:10:00Z');
    const bad = reading(mac, at, 1, changes);
    const { body } = await intake.send([bad, reading(mac, at, 1)]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, ...expected }] });
  });

  it.each<[string, Wire, Wire]>([
    ['that says twice whose it is', { cm_mac: '001A2B3C4D5E' }, invalid('service_id')],
    ['that says it never', { service_id: undefined }, invalid('service_id')],
    ['without octets', { input_octets: undefined }, invalid('input_octets')],
    ['of 33 bits', { output_octets: 2 ** 32 }, invalid('output_octets')],
    ['of another status', { status_type: 'accounting-on' }, invalid('status_type')],
    ['without its time', { session_time: undefined }, invalid('session_time')],
  ])('of a session %s', async (_, changes, expected) => {
    const serviceId = await intake.service();
    intake.clock.set('2026-11-17T22:10:00Z');
    const { body } = await intake.send([session(serviceId, at, changes), session(serviceId, at)]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, ...expected }] });
  });

  it('of a service that is no Internet service', async () => {
    const serviceId = await intake.service({ type: 'tv' });
    const { body } = await intake.send([session(serviceId, at)]);
    expect(body.rejected).toMatchObject([{ index: 0, reason: 'not-an-internet-service' }]);
  });
});
