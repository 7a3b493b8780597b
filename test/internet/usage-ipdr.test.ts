/** IPDR documents through the public handler and the fold, on a real engine. */
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipdrExample } from '../../functions/internet/usage-intake/ipdr-form.ts';
import { startIntake } from './intake.ts';
import {
  docsis2,
  documentOf,
  ipdrDocument,
  ipdrOf,
  samis,
  type Elements,
} from './ipdr-documents.ts';

let intake: Awaited<ReturnType<typeof startIntake>>;
beforeAll(async () => {
  intake = await startIntake('2026-11-17T22:10:00Z');
});
afterAll(() => intake.stop());

const [xml, packed] = ['application/xml', 'application/x-ipdr'];

let macs = 0;
async function customer() {
  const [serviceId, mac] = [await intake.service(), `00-1A-2B-3C-01-${String(10 + macs++)}`];
  await intake.modem(mac, { serviceId, from: 0 });
  return { serviceId, mac };
}

/** sysUpTime of a gateway that was started 100 days before. */
const started = Date.parse('2026-08-09T00:00:00Z');
const ticksAt = (at: string, since = started) => Math.floor((Date.parse(at) - since) / 10);
const reading = (mac: string, at: string, octets: number | string, changes: Elements = {}) => ({
  ...samis,
  CmMacAddr: mac,
  RecCreationTime: at,
  CmtsSysUpTime: String(ticksAt(at)),
  ServiceTimeCreated: String(ticksAt('2026-11-10T12:00:00Z')),
  ServiceOctetsPassed: String(octets),
  ...changes,
});

describe('an IPDR document', () => {
  it('counts as cumulative records do, with gzip and without, over midnight', async () => {
    const { serviceId, mac } = await customer();
    const document = ipdrDocument([
      reading(mac, '2026-11-10T13:00:00Z', 100),
      // Midnight in Montréal is 05:00 UTC.
      reading(mac, '2026-11-11T05:00:02.345Z', 1_000),
      reading(mac, '2026-11-11T05:15:02Z', 1_001),
      reading(mac, '2026-11-11T06:00:00Z', 7, { ServiceDirection: '2', ServiceIdentifier: '5' }),
      reading(mac, '2026-11-13T12:00:00Z', '18446744073709551615', { ServiceIdentifier: '2' }),
    ]);
    const reply = await intake.send(document, xml);
    expect([reply.status, reply.body]).toMatchObject([
      202,
      { records: 5, accepted: 5, waiting: 0, rejected: [] },
    ]);
    intake.clock.advance(60);
    const gzip = { headers: { 'content-encoding': 'gzip' } };
    const again = await intake.send(gzipSync(document), packed, gzip);
    expect(again.body).toMatchObject({ records: 5, accepted: 5 });

    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({
      '2026-11-10': [1_000n, 0n],
      '2026-11-11': [1n, 7n],
      '2026-11-13': [18446744073709551615n, 0n],
    });
    const { body } = await intake.report(again.body.batchId);
    expect(body).toMatchObject({ state: 'folded', counted: 0, conflicts: [] });
    expect(body.duplicates.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('sent again is the same batch; a reading in another one is a duplicate, or a conflict', async () => {
    const { serviceId, mac } = await customer();
    const one = reading(mac, '2026-11-12T13:00:00Z', 100);
    const first = await intake.send(ipdrDocument([one]), xml);
    expect((await intake.send(ipdrDocument([one]), xml)).body).toEqual(first.body);
    intake.clock.advance(60);
    const other = reading(mac, '2026-11-12T14:00:00Z', 150);
    const second = await intake.send(
      documentOf([other, one, { ...one, ServiceOctetsPassed: '9' }].map(ipdrOf).join('')),
      xml,
    );
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [150n, 0n] });
    expect((await intake.report(second.body.batchId)).body).toMatchObject({
      ...{ counted: 1, duplicates: [{ index: 1 }], conflicts: [{ index: 2 }] },
    });
  });

  it('tells the same counters as JSON and CSV with ticks do', async () => {
    const { serviceId, mac } = await customer();
    await intake.send(ipdrDocument([reading(mac, '2026-11-12T13:00:00Z', 100)]), xml);
    const json = {
      record_id: 'j-1',
      source: samis.CmtsHostName,
      cm_mac: mac,
      flow_id: 88121,
      service_time_created_ticks: ticksAt('2026-11-10T12:00:00Z'),
      sys_uptime: ticksAt('2026-11-12T14:00:00Z'),
      rec_type: 'interim',
      direction: 'down',
      octets: 130,
      observed_at: '2026-11-12T14:00:00Z',
    };
    await intake.send([json]);
    const row = {
      ...{ ...json, record_id: 'c-1', octets: 135, observed_at: '2026-11-12T15:00:00Z' },
      sys_uptime: ticksAt('2026-11-12T15:00:00Z'),
    };
    const csv = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
    expect((await intake.send(csv, 'text/csv')).body).toMatchObject({ accepted: 1 });
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [135n, 0n] });
  });

  it('of a gateway that was started again begins new counters, with other ticks or the same', async () => {
    const { serviceId, mac } = await customer();
    const again = Date.parse('2026-11-12T12:00:00Z');
    const after = (at: string, octets: number, created: number) =>
      reading(mac, at, octets, {
        CmtsSysUpTime: String(ticksAt(at, again)),
        ServiceTimeCreated: String(created),
      });
    const same = ticksAt('2026-11-10T12:00:00Z');
    await intake.send(
      ipdrDocument([
        reading(mac, '2026-11-11T13:00:00Z', 1_000),
        after('2026-11-12T13:00:00Z', 20, 6_000),
        after('2026-11-12T14:00:00Z', 25, 6_000),
        // Another flow that stood at the same tick before: only sysUpTime tells them apart.
        reading(mac, '2026-11-11T13:00:00Z', 500, { ServiceIdentifier: '9' }),
        { ...after('2026-11-12T13:00:00Z', 700, same), ServiceIdentifier: '9' },
      ]),
      xml,
    );
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({
      '2026-11-11': [1_500n, 0n],
      '2026-11-12': [725n, 0n],
    });
  });

  it('counts on when sysUpTime wraps, and leaves out what did not change', async () => {
    const { serviceId, mac } = await customer();
    const since = Date.parse('2026-11-12T12:00:00Z') - 2 ** 32 * 10;
    const created = String(ticksAt('2026-11-12T11:00:00Z', since));
    const at = (time: string, octets: number) =>
      reading(mac, time, octets, {
        CmtsSysUpTime: String(ticksAt(time, since) % 2 ** 32),
        ServiceTimeCreated: created,
      });
    // The first one known is from after the wrap: the flow is an hour and a half old all the same.
    await intake.send(ipdrDocument([at('2026-11-12T12:30:00Z', 50)]), xml);
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [50n, 0n] });
    await intake.send(
      ipdrDocument([at('2026-11-12T11:30:00Z', 20), at('2026-11-14T12:30:00Z', 51)]),
      xml,
    );
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({
      '2026-11-12': [50n, 0n],
      '2026-11-14': [1n, 0n],
    });
  });

  it('of flows older than the days kept counts from the first reading that is known', async () => {
    const { serviceId, mac } = await customer();
    const old = (at: string, octets: number, age: number) =>
      reading(mac, at, octets, {
        CmtsSysUpTime: String(2_000_000_000 + ticksAt(at)),
        ServiceTimeCreated: String(
          2_000_000_000 + ticksAt('2026-11-13T12:00:00Z') - age * 8_640_000,
        ),
        ServiceIdentifier: String(age),
      });
    await intake.send(
      ipdrDocument([
        ...[old('2026-11-13T12:00:00Z', 5_000, 131), old('2026-11-13T13:00:00Z', 5_003, 131)],
        old('2026-11-13T12:00:00Z', 10, 130),
      ]),
      xml,
    );
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-13': [13n, 0n] });
  });

  it('waits for its modem, and is applied when that is known', async () => {
    const [serviceId, mac] = [await intake.service(), '00-1A-2B-3C-02-01'];
    const { body } = await intake.send(
      ipdrDocument([reading(mac, '2026-11-12T13:00:00Z', 100)]),
      xml,
    );
    expect(body).toMatchObject({ accepted: 0, waiting: 1 });
    await intake.modem(mac, { serviceId, from: 0 });
    expect(await intake.release()).toBe(1);
    await intake.fold();
    expect(await intake.totals(serviceId)).toEqual({ '2026-11-12': [100n, 0n] });
  });

  it('rejects records by their line and field, and takes the others', async () => {
    const { mac } = await customer();
    const at = '2026-11-17T22:00:00Z';
    const bad: [Elements, object][] = [
      [{ CmMacAddr: undefined }, { field: 'cm_mac' }],
      [{ ServiceIdentifier: undefined }, { field: 'flow_id' }],
      [{ ServiceTimeCreated: undefined }, { field: 'service_time_created' }],
      [{ ServiceTimeCreated: '4294967296' }, { field: 'service_time_created_ticks' }],
      [{ CmtsSysUpTime: '-1' }, { field: 'sys_uptime' }],
      [{ RecType: '5' }, { field: 'rec_type' }],
      [{ ServiceDirection: '0' }, { field: 'direction' }],
      [{ ServiceOctetsPassed: '18446744073709551616' }, { field: 'octets' }],
      [{ RecCreationTime: '2026-11-17T22:00:00' }, { field: 'observed_at' }],
      [{ CmtsHostName: 'a b' }, { field: 'source' }],
      [{ ServiceDsMulticast: 'maybe' }, { field: 'flow_kind' }],
      [{ ServiceDsMulticast: 'true' }, { reason: 'multicast-flow', field: undefined }],
      [{ RecCreationTime: '2026-07-01T00:00:00Z' }, { reason: 'too-old', field: undefined }],
    ];
    const { body } = await intake.send(
      ipdrDocument([
        ...bad.map(([changes]) => reading(mac, at, 1, changes)),
        reading(mac, at, 1),
        { ...docsis2, CMmacAddress: mac, IPDRcreationTime: at },
      ]),
      xml,
    );
    const { rejected, ...counts } = body;
    expect(counts).toMatchObject({ records: 15, accepted: 2 });
    expect(rejected).toMatchObject(
      bad.map(([, expected], index) => ({
        ...{ index, line: index + 3, reason: 'invalid-field' },
        ...Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
      })),
    );
    for (const { recordId } of rejected) expect(recordId).toMatch(/^[\x21-\x7e]{1,64}$/);
    expect((await intake.report(body.batchId)).body.rejected).toEqual(rejected);
  });

  const stored = async () =>
    (await intake.table.client.send(new ScanCommand({ TableName: intake.table.name }))).Items
      ?.length;

  it.each<[string, string, string]>([
    ['cut off', ipdrDocument([samis]).slice(0, -10), 'truncated-document'],
    ['with a count that is not its own', documentOf(ipdrOf(samis), 2), 'count-mismatch'],
    [
      'with a DOCTYPE',
      `<!DOCTYPE IPDRDoc>${ipdrDocument([samis]).slice(39)}`,
      'doctype-not-allowed',
    ],
    ['not well-formed', documentOf(`${ipdrOf(samis)}&;`), 'not-well-formed'],
    ['in another encoding', ipdrDocument([samis]).replace('UTF-8', 'UTF-16'), 'not-utf-8'],
    ['of another kind', '<feed/>', 'not-an-ipdr-document'],
    ['without a record', documentOf(''), 'empty-batch'],
    ['of 35,001 records', documentOf('<IPDR/>'.repeat(35_001)), 'too-many-records'],
  ])('%s is refused whole', async (_, document, why) => {
    const before = await stored();
    const reply = await intake.send(document, xml);
    expect([reply.status, reply.body]).toMatchObject([400, { code: 'malformed-request', why }]);
    expect(await stored()).toBe(before);
  });

  it('of 35,000 records is a batch', async () => {
    const reply = await intake.send(documentOf('<IPDR/>'.repeat(35_000)), xml);
    expect([reply.status, reply.body.records]).toEqual([202, 35_000]);
  });

  it('compressed, under the type that reaches us as text, is refused', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const reply = await intake.send(gzipSync(ipdrExample).toString(), xml, { headers });
    expect(reply.body).toMatchObject({ why: 'compressed-body-of-a-text-type' });
  });
});
