/** What intake packs is what was sent: record by record, in plain values. */
import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { unpackChunk } from '../../functions/internet/chunk-body.ts';
import { maxChunkRecords, readingMarks as marks } from '../../functions/internet/usage-chunk.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import type { Service } from '../../functions/internet/usage-intake/service.ts';
import { beginningOfTime, dayOf } from '../../shared/calendar.ts';
import { tenureAt, type Tenure } from '../../shared/modem.ts';
import { recordsIn } from './chunks.ts';

const minute = 60_000;
const now = Date.parse('2026-11-09T12:00:00Z');
const arrival = { batchId: 'b', receivedAt: now };

const services = new Map<string, Service>(
  [
    { serviceId: 'inet-1', shard: 1, timeZone: 'America/Toronto' },
    { serviceId: 'inet-2', shard: 2, timeZone: 'America/St_Johns' },
    { serviceId: 'inet-3', shard: 2, timeZone: 'America/Toronto' },
    { serviceId: 'tv-1', shard: 1, timeZone: 'America/Toronto', type: 'tv' as const },
  ].map((one) => [
    one.serviceId,
    {
      ...{ accountNumber: `5000000000${one.serviceId.length}`, type: 'internet' as const, ...one },
      cycles: [{ from: beginningOfTime, day: 9 }],
    },
  ]),
);
const swap = now - 600 * minute;
const modems = new Map<string, Tenure[]>([
  ['00000000000A', [{ serviceId: 'inet-1', from: 0 }]],
  [
    '00000000000B',
    [
      { serviceId: 'inet-2', from: 0, to: swap },
      { serviceId: 'inet-3', from: swap + minute },
    ],
  ],
  ['00000000000C', [{ serviceId: 'tv-1', from: 0 }]],
  ['00000000000D', [{ serviceId: 'nobody', from: 0 }]],
]);
const deps = {
  store: { modems: () => Promise.resolve(modems) },
  resolve: (names: { texts: () => string[] }) =>
    Promise.resolve(names.texts().map((serviceId) => services.get(serviceId))),
};

const serviceId = fc.constantFrom('inet-1', 'inet-2', 'inet-3', 'tv-1', 'nobody');
const mac = fc.constantFrom(
  '00000000000a',
  '00:00:00:00:00:0B',
  '00-00-00-00-00-0c',
  '00000000000D',
  '0000000000EE',
);
/** Over midnights, and to the second. */
const instant = fc.oneof(
  fc.integer({ min: -3000 * 60, max: 0 }).map((seconds) => now + seconds * 1000),
  fc.constantFrom(swap - 1, swap, swap + minute - 1, swap + minute),
);
/** Flows that are read again and again. */
const beforeAll = now - 4000 * minute;
const octets = fc.oneof(fc.nat(), fc.bigInt(0n, 2n ** 64n - 1n).map(String));
const word = fc.oneof(fc.nat(), fc.nat(2 ** 32 - 1), fc.constant(String(2 ** 32 - 1)));
const id = fc.stringMatching(/^[\x21-\x7e]{1,64}$/);

const delta = fc
  .record({
    record_id: id,
    service_id: serviceId,
    at: instant,
    seconds: fc.integer({ min: 1, max: 90_000 }),
    down: octets,
    up: octets,
  })
  .map(({ at, seconds, down, up, ...one }) => ({
    record: {
      ...one,
      start: new Date(at - seconds * 1000).toISOString(),
      end: new Date(at).toISOString(),
      ...{ bytes_down: down, bytes_up: up },
    },
    holder: one.service_id,
    told: {
      ...{ recordId: one.record_id, start: at - seconds * 1000, end: at, marks: 0 },
      ...{ down: BigInt(down), up: BigInt(up) },
    },
  }));

const flow = fc
  .record({
    record_id: id,
    cm_mac: mac,
    at: instant,
    age: fc.option(fc.oneof(fc.nat(1000), fc.nat(200 * 1440)), { freq: 1 }),
    sys_uptime: word,
    rec_type: fc.constantFrom('interim', 'stop', 'start', 'event'),
    direction: fc.constantFrom('down', 'up'),
    octets,
    flow_id: fc.oneof(fc.nat(3), fc.constantFrom('1', 'x')),
  })
  .map(({ at, age, ...one }) => {
    const began = age === null ? beforeAll : at - age * minute;
    const tenure = tenureAt(modems.get(one.cm_mac.replaceAll(/[:-]/g, '').toUpperCase()) ?? [], at);
    const fromZero = began >= (tenure?.from ?? 0) && began >= at - 130 * 1440 * minute;
    return {
      record: {
        ...{ ...one, source: 'cmts-1' },
        service_time_created: new Date(began).toISOString(),
        observed_at: new Date(at).toISOString(),
      },
      holder: tenure?.serviceId,
      told: {
        ...{ recordId: one.record_id, start: at, end: at + Number(one.sys_uptime) },
        ...{ down: BigInt(one.octets), up: 0n },
        marks:
          marks[one.direction as 'down'] |
          (one.rec_type === 'stop' ? marks.stop : 0) |
          (fromZero ? marks.fromZero : 0),
      },
    };
  });

const session = fc
  .record({
    acct_unique_id: id,
    status_type: fc.constantFrom('start', 'interim', 'stop'),
    at: instant,
    session_time: fc.nat(200 * 86_400),
    holder: fc.oneof(
      serviceId.map((service_id) => ({ service_id })),
      mac.map((cm_mac) => ({ cm_mac })),
    ),
    input_octets: word,
    output_octets: word,
    output_gigawords: word,
  })
  .map(({ at, holder, ...one }) => {
    const began = at - one.session_time * 1000;
    const tenure =
      'cm_mac' in holder
        ? tenureAt(modems.get(holder.cm_mac.replaceAll(/[:-]/g, '').toUpperCase()) ?? [], at)
        : { serviceId: holder.service_id, from: 0 };
    const fromZero = began >= (tenure?.from ?? 0) && began >= at - 130 * 1440 * minute;
    return {
      record: { ...one, ...holder, event_time: new Date(at).toISOString() },
      holder: tenure?.serviceId,
      told: {
        ...{ recordId: `${one.acct_unique_id} ${one.status_type} ${at}`, start: at },
        end: at + one.session_time,
        down: (BigInt(one.output_gigawords) << 32n) | BigInt(one.output_octets),
        up: BigInt(one.input_octets),
        marks:
          marks.down |
          marks.up |
          { start: marks.start, stop: marks.stop, interim: 0 }[one.status_type] |
          (fromZero ? marks.fromZero : 0),
      },
    };
  });

const isDelta = ({ told }: { told: { marks: number } }) => told.marks === 0;

describe('a batch', () => {
  it('is packed record by record as it was sent, by shard and local day, or waits, or is rejected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(delta, flow, session), { minLength: 1, maxLength: 60 }),
        async (sent) => {
          const checked = checkBatch({ values: sent.map(({ record }) => record) }, now);
          expect(checked.rejected).toEqual([]);
          const packed = await packChecked(deps, arrival, checked);

          const known = sent.map((one, index) => ({
            ...one,
            index,
            service: services.get(one.holder ?? ''),
          }));
          const rows = packed.chunks.flatMap(({ body, shard, day, counts }) =>
            recordsIn(unpackChunk(body)).map(({ flow: _, ...one }) => ({
              ...one,
              shard,
              day,
              counts,
            })),
          );
          expect(rows.sort((a, b) => a.index - b.index)).toEqual(
            known.flatMap((one) => {
              const { index, service, told } = one;
              if (service?.type !== 'internet') return [];
              const { shard, timeZone, accountNumber } = service;
              const day = dayOf(isDelta(one) ? told.start : told.start - 5 * minute, timeZone);
              return [
                {
                  ...{ index, serviceId: service.serviceId, accountNumber, shard, day },
                  periodStart: day < '2026-11-09' ? '2026-10-09' : '2026-11-09',
                  ...{ ...told, counts: isDelta(one) ? 'deltas' : 'readings' },
                },
              ];
            }),
          );
          expect(packed.rejected.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
            known.flatMap(({ index, service }) => (service?.type === 'tv' ? [index] : [])),
          );
          expect(packed.waiting.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
            known.flatMap(({ index, service }) => (service === undefined ? [index] : [])),
          );
          expect(packed.accepted).toBe(rows.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The largest names there may be, of letters that do not compress. */
const noise = (letters: string) => {
  let state = 1;
  return (length: number) =>
    Array.from({ length }, () => {
      state = (Math.imul(state, 0x2c1b3c6d) + 12345) | 0;
      return letters[(state >>> 8) % letters.length] ?? '';
    }).join('');
};
const visible = noise(String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i)));
const alphanumeric = noise('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
const hex = noise('0123456789ABCDEF');
const decimals = noise('123456789');
const ago = () => new Date(now - Number(decimals(7))).toISOString();

describe('chunks of records that do not compress', () => {
  it.each([
    [
      'deltas',
      () => ({
        ...{ record_id: visible(64), service_id: alphanumeric(40) },
        ...{ start: new Date(now - 80_000_000).toISOString(), end: ago() },
        ...{ bytes_down: decimals(19), bytes_up: decimals(19) },
      }),
    ],
    [
      'readings',
      () => ({
        ...{
          record_id: visible(64),
          source: visible(40),
          cm_mac: hex(12),
          flow_id: alphanumeric(40),
        },
        ...{ service_time_created: new Date(now - Number(decimals(10))).toISOString() },
        ...{ sys_uptime: decimals(9), rec_type: 'interim', direction: 'down' },
        ...{ octets: decimals(19), observed_at: ago() },
      }),
    ],
    [
      'sessions',
      () => ({
        ...{ acct_unique_id: visible(64), status_type: 'stop', service_id: alphanumeric(40) },
        ...{ event_time: ago(), session_time: decimals(6), input_octets: decimals(9) },
        ...{
          input_gigawords: decimals(9),
          output_octets: decimals(9),
          output_gigawords: decimals(9),
        },
      }),
    ],
  ])('of %s fit an item each, and are all there', async (_, make) => {
    const values = Array.from({ length: 7_000 }, (): object => make());
    const anybody = {
      store: {
        modems: (macs: readonly string[]) =>
          Promise.resolve(
            new Map(macs.map((one) => [one, [{ serviceId: alphanumeric(40), from: 0 }]])),
          ),
      },
      resolve: (names: { texts: () => string[] }) =>
        Promise.resolve(
          names.texts().map((id) => ({
            ...{ serviceId: id, accountNumber: decimals(11), type: 'internet' as const, shard: 0 },
            ...{ timeZone: 'America/Toronto', cycles: [{ from: beginningOfTime, day: 9 }] },
          })),
        ),
    };
    const checked = checkBatch({ values }, now);
    expect(checked.rejected).toEqual([]);
    const { chunks } = await packChecked(anybody, arrival, checked);
    for (const { body } of chunks) expect(body.length).toBeLessThan(399_000);
    const counts = chunks.map(({ body }) => unpackChunk(body).count);
    expect(Math.max(...counts)).toBeLessThanOrEqual(maxChunkRecords);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
  });
});
