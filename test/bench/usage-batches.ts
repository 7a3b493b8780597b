/** Records as operators' systems send them, and the intake of a batch of them. */
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import { readBatch } from '../../functions/internet/usage-intake/read-batch.ts';
import type { Service } from '../../functions/internet/usage-intake/service.ts';
import { beginningOfTime } from '../../shared/calendar.ts';

export const dayStart = Date.parse('2026-11-09T05:00:00Z');
export const quarter = 900_000;
export const slotsOfDay = 96;
const now = dayStart + (slotsOfDay + 1) * quarter;

/** The same number for the same place, spread over 32 bits. */
const scattered = (n: number) => Math.imul(n ^ (n >>> 15), 0x2c1b3c6d) >>> 0;
const instant = (at: number) => new Date(at).toISOString();
const serviceId = (service: number) => `inet-${String(service).padStart(6, '0')}`;
/** Of one maker, each another one (its factor is odd), in no order. */
const mac = (service: number) =>
  `001A2B${((service * 0x9e3779b1) % 2 ** 24).toString(16).padStart(6, '0').toUpperCase()}`;

export type Records = (services: number, slot: number) => object[];

/** A mediation system's: what each service used in a quarter of an hour. */
export const deltas: Records = (services, slot) =>
  Array.from({ length: services }, (_, service) => ({
    record_id: `${serviceId(service)}-${slot}-${scattered(service * 97 + slot).toString(16)}`,
    service_id: serviceId(service),
    start: instant(dayStart + slot * quarter),
    end: instant(dayStart + (slot + 1) * quarter),
    bytes_down: scattered(service * 89 + slot) % 400_000_000,
    bytes_up: scattered(service * 83 + slot) % 40_000_000,
  }));

/** A gateway's: the counters of each modem's two service flows. */
export const readings: Records = (services, slot) =>
  Array.from({ length: services * 2 }, (_, i) => {
    const service = i >> 1;
    const direction = i % 2 === 0 ? 'down' : 'up';
    return {
      record_id: `cmts-7-${slot}-${service}-${direction}`,
      source: 'cmts-7',
      cm_mac: mac(service),
      flow_id: 80_000 + i,
      service_time_created: instant(dayStart - (scattered(service) % 8_000_000) * 1000),
      sys_uptime: 914_455_512 + slot * 90_000,
      rec_type: 'interim',
      direction,
      octets: String(BigInt(scattered(i)) * 7n + BigInt(slot) * 271_828_182n),
      observed_at: instant(dayStart + (slot + 1) * quarter),
    };
  });

/** An access server's: the counters of each service's session. */
export const sessions: Records = (services, slot) =>
  Array.from({ length: services }, (_, service) => ({
    acct_unique_id: `${scattered(service).toString(16)}${scattered(service + 7).toString(16)}`,
    status_type: 'interim',
    event_time: instant(dayStart + slot * quarter + (scattered(service) % 900) * 1000),
    session_time: 43_200 + slot * 900,
    service_id: serviceId(service),
    input_octets: scattered(service * 89 + slot),
    input_gigawords: 2,
    output_octets: scattered(service * 83 + slot),
    output_gigawords: 13,
  }));

const serviceOf = (id: string): Service => ({
  ...{ serviceId: id, accountNumber: `5000${id.slice(-6)}7`, type: 'internet', shard: 0 },
  ...{ timeZone: 'America/Toronto', cycles: [{ from: beginningOfTime, day: 9 }] },
});

/** Services are remembered, as by a function that is warm; modems are read for each batch. */
export function intakeOf(services: number) {
  const modems = new Map(
    Array.from({ length: services }, (_, service) => [
      mac(service),
      [{ serviceId: serviceId(service), from: 0 }],
    ]),
  );
  const deps = {
    store: { modems: () => Promise.resolve(modems) },
    resolve: knownServices({
      store: { services: (ids) => Promise.resolve(ids.map(serviceOf)) },
      clock: { now: () => new Date(now) },
    }),
  };
  return async (text: string, batchId = 'bench'): Promise<StoredChunk[]> => {
    const checked = checkBatch(readBatch({ text, mediaType: 'application/json' }), now);
    const arrival = { batchId, receivedAt: now };
    const { chunks, waiting, rejected } = await packChecked(deps, arrival, checked);
    const left = waiting.length + rejected.length + checked.rejected.length;
    if (left > 0) throw new Error(`${left} records were not accepted`);
    return chunks;
  };
}
