/** Records that nobody claims do not wait forever. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { itemsUnder } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import { deltaOf, startIntake } from './intake.ts';

let intake: Awaited<ReturnType<typeof startIntake>>;
beforeAll(async () => {
  intake = await startIntake('2026-11-12T22:00:00Z');
});
afterAll(() => intake.stop());
beforeEach(() => {
  intake.clock.set('2026-11-12T22:00:00Z');
});

const day = 86_400;
/** 130 days after the readings of these tests, and the five minutes that an intake may take. */
const lastMoment = '2027-03-22T14:05:00Z';
const at = '2026-11-12T14:00:00Z';

let made = 0;
const reading = (mac: string, changes: object = {}) => ({
  record_id: `r-${++made}`,
  source: 'cmts-7',
  cm_mac: mac,
  flow_id: 88121,
  service_time_created: '2026-11-12T12:00:00Z',
  sys_uptime: 400_000_000,
  rec_type: 'interim',
  direction: 'down',
  octets: 70,
  observed_at: at,
  ...changes,
});
const newMac = () => {
  const [, one = '', other = ''] = /(..)(..)$/.exec((++made).toString(16).padStart(4, '0')) ?? [];
  return `00:1A:2B:3C:${one}:${other}`;
};

/** A modem that was taken from one customer in the morning and given to another in the evening. */
async function betweenTwo() {
  const [before, after, mac] = [await intake.service(), await intake.service(), newMac()];
  await intake.modem(
    mac,
    { serviceId: before, from: 0, to: Date.parse('2026-11-12T12:00:00Z') },
    { serviceId: after, from: Date.parse('2026-11-12T20:00:00Z') },
  );
  return { before, after, mac };
}

const waiting = async (batchId: string) =>
  (await intake.waiting('limit=100')).body.items.find((item) => item.batchId === batchId);

describe('what a modem counted between two customers', () => {
  it('waits for 130 days, and is rejected then: its batch has an end', async () => {
    const { before, after, mac } = await betweenTwo();
    const sent = [reading(mac), reading(mac, { observed_at: '2026-11-12T21:00:00Z', octets: 100 })];
    const names = Object.keys(sent[0] ?? {});
    const text = [names, ...sent.map(Object.values)].map((row) => row.join(',')).join('\n');
    const { body } = await intake.send(text, 'text/csv');
    expect(body).toMatchObject({ accepted: 1, waiting: 1, rejected: [] });
    expect(await waiting(body.batchId)).toMatchObject({
      ...{ since: '2026-11-12T22:00:00.000Z', count: 1, waitsFor: [mac] },
      rejectedFrom: '2027-03-22T14:00:00.000Z',
    });
    await intake.fold();

    intake.clock.set(lastMoment);
    expect(await intake.release()).toBe(0);
    intake.clock.advance(1);
    expect(await intake.release()).toBe(1);

    expect(await waiting(body.batchId)).toBeUndefined();
    const { body: report } = await intake.report(body.batchId);
    expect(report).toMatchObject({
      ...{ state: 'folded', accepted: 1, waiting: 0, counted: 1 },
      rejected: [{ index: 0, line: 2, recordId: sent[0]?.record_id, reason: 'never-claimed' }],
    });
    expect([await intake.totals(before), await intake.totals(after)]).toEqual([{}, {}]);
    // Who sends it again is told so too.
    const again = await intake.send(text, 'text/csv');
    expect(again.body).toMatchObject({ waiting: 0, rejected: report.rejected });
    expect(await intake.release()).toBe(0);
  });
});

describe('a record that waits', () => {
  it('of any form is rejected when it is older than 130 days, and others wait on', async () => {
    const strange = newMac();
    const young = '2026-11-12T15:00:00Z';
    const { body } = await intake.send([
      reading(strange),
      reading(strange, { observed_at: young }),
      deltaOf('stranger', { start: at, end: young }),
      { ...deltaOf('stranger', { start: young, end: '2026-11-12T16:00:00Z' }), record_id: 'x' },
      {
        ...{ acct_unique_id: 'session-1', status_type: 'stop', event_time: at, session_time: 60 },
        ...{ service_id: 'stranger', input_octets: 1, output_octets: 1 },
      },
      { nothing: 1 },
    ]);
    expect(body).toMatchObject({ accepted: 0, waiting: 5 });
    intake.clock.set(lastMoment);
    intake.clock.advance(60);
    await intake.release();

    const { body: report } = await intake.report(body.batchId);
    expect(report).toMatchObject({ accepted: 0, waiting: 2, state: 'pending' });
    expect(report.rejected.map(({ index, reason }) => [index, reason])).toEqual([
      ...[0, 2, 4].map((index) => [index, 'never-claimed']),
      [5, 'unknown-field'],
    ]);
    expect(await waiting(body.batchId)).toMatchObject({
      ...{ count: 2, rejectedFrom: '2027-03-22T15:00:00.000Z' },
    });
  });

  it('that is claimed before it was rejected counts, however late that is', async () => {
    const [serviceId, mac] = [await intake.service(), newMac()];
    const { body } = await intake.send([reading(mac)]);
    intake.clock.advance(140 * day);
    await intake.modem(mac, { serviceId, from: 0 });
    await intake.release();
    expect((await intake.report(body.batchId)).body).toMatchObject({ accepted: 1, rejected: [] });
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [70n, 0n] });
  });

  it.each(['addRejected', 'replaceBatch', 'leaveWaiting'] as const)(
    'is rejected once when a release is killed after %s, even if it is claimed then',
    async (step) => {
      const [serviceId, mac, other] = [await intake.service(), newMac(), newMac()];
      const { body } = await intake.send([reading(mac), reading(other)]);
      intake.clock.advance(140 * day);
      await intake.modem(other, { serviceId, from: 0 });
      const killed = async (...given: never[]) => {
        await (intake.store[step] as (...all: never[]) => Promise<unknown>)(...given);
        throw new Error('killed');
      };
      await expect(intake.release({ [step]: killed })).rejects.toThrow('killed');
      await intake.modem(mac, { serviceId, from: 0 });
      await intake.release();
      await intake.release();

      await intake.fold();
      expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [70n, 0n] });
      expect((await intake.report(body.batchId)).body).toMatchObject({
        ...{ records: 2, accepted: 1, waiting: 0, counted: 1, state: 'folded' },
        rejected: [{ index: 0, reason: 'never-claimed' }],
      });
      expect(await waiting(body.batchId)).toBeUndefined();
    },
  );

  it('is rejected once by two releases at the same time', async () => {
    const { body } = await intake.send([reading(newMac())]);
    intake.clock.advance(140 * day);
    await Promise.all([intake.release(), intake.release()]);
    await intake.release();
    expect((await intake.report(body.batchId)).body).toMatchObject({
      ...{ accepted: 0, waiting: 0, state: 'folded' },
      rejected: [{ index: 0, reason: 'never-claimed' }],
    });
    expect(await waiting(body.batchId)).toBeUndefined();
  });

  it('is rejected with thousands of others', async () => {
    const records = Array.from({ length: 7000 }, () => reading(newMac()));
    const { body } = await intake.send(records);
    expect(body.waiting).toBe(7000);
    intake.clock.advance(140 * day);
    expect(await intake.release()).toBe(7000);
    const { body: report } = await intake.report(body.batchId);
    expect(report).toMatchObject({ accepted: 0, waiting: 0, state: 'folded' });
    expect(report.rejected.map(({ index }) => index)).toEqual(records.map((_, index) => index));
  });

  it('of an intake that was never completed is taken away', async () => {
    const record = { index: 0, record: reading(newMac()) };
    const batchId = 'never-completed-AAAAAA';
    const receivedAt = intake.clock.now().getTime();
    await intake.store.putWaiting([{ batchId, receivedAt, part: 0, records: [record] }]);
    const { pk } = keys.waiting(batchId, 0);
    const parts = () => itemsUnder(intake.table, pk, batchId);
    await intake.release();
    expect(await parts()).toHaveLength(1);
    intake.clock.advance(140 * day);
    await intake.release();
    expect(await parts()).toHaveLength(0);
    expect((await intake.report(batchId)).status).toBe(404);
  });
});
