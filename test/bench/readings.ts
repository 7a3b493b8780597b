/** Readings of counters, per record: intake next to JSON.parse, and the fold of a whole shard-day. */
import { foldReadings } from '../../functions/internet/aggregate-usage/fold-readings.ts';
import { decodeChunk } from '../../functions/internet/usage-chunk.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { packChecked } from '../../functions/internet/usage-intake/pack-checked.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { readBatch } from '../../functions/internet/usage-intake/read-batch.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { median, type Row } from './measure.ts';

const start = Date.parse('2026-11-09T05:00:00Z');
const quarter = 900_000;
const now = start + 97 * quarter;
const mac = (service: number) => service.toString(16).toUpperCase().padStart(12, '0');

/** One export of a gateway: a record for each modem and direction. */
const exported = (services: number, slot: number) =>
  Array.from({ length: services * 2 }, (_, i) => {
    const service = i >> 1;
    const direction = i % 2 === 0 ? 'down' : 'up';
    return {
      record_id: `cmts-7-${slot}-${service}-${direction}`,
      source: 'cmts-7',
      cm_mac: mac(service),
      flow_id: 80_000 + i,
      service_time_created: new Date(start - service * 1_117_013).toISOString(),
      sys_uptime: 914_455_512 + slot * 90_000,
      rec_type: 'interim',
      direction,
      octets: String(10n ** 10n + BigInt(slot) * 271_828_182n + BigInt(i)),
      observed_at: new Date(start + (slot + 1) * quarter).toISOString(),
    };
  });

const resolver = {
  store: {
    modems: (macs: readonly string[]) =>
      Promise.resolve(
        new Map(macs.map((one) => [one, [{ serviceId: `svc-${one}`, from: 0 }]] as const)),
      ),
  },
  resolve: (ids: readonly string[]) =>
    Promise.resolve(
      ids.map((serviceId) => ({
        ...{ serviceId, accountNumber: '50000000001', type: 'internet' as const, shard: 0 },
        ...{ timeZone: 'America/Toronto', cycles: [{ from: beginningOfTime, day: 9 }] },
      })),
    ),
};

async function intake(text: string, slot: number): Promise<StoredChunk[]> {
  const checked = checkBatch(readBatch({ text, mediaType: 'application/json' }), now);
  const { chunks } = await packChecked(
    resolver,
    { batchId: `bench-${slot}`, receivedAt: now },
    checked,
  );
  return chunks;
}

const cpu = async (work: () => unknown) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

export async function readingRows(rounds: number, services = 4000, slots = 96): Promise<Row[]> {
  const text = JSON.stringify(exported(services, 0));
  const records = services * 2;
  const steps = [() => JSON.parse(text) as unknown, () => intake(text, 0)];
  for (const step of steps) await step();
  const times: number[][] = steps.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, step] of steps.entries()) times[i]?.push(await cpu(step));
  }
  const [parse = NaN, taken = NaN] = times.map(median);

  const bodies: Uint8Array[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const chunks = await intake(JSON.stringify(exported(services, slot)), slot);
    bodies.push(...chunks.map(({ body }) => body));
  }
  let totals = 0;
  const folded = await cpu(() => {
    const { totals: all } = foldReadings(bodies.map(decodeChunk), new Map());
    totals = all.length;
  });
  const row = (what: string, ms: number, of: number): Row => ({
    what,
    ms: Math.round(ms),
    'ns/record': Math.round((ms * 1e6) / of),
    '× JSON.parse': Number((ms / of / (parse / records)).toFixed(2)),
  });
  const rss = Math.round(process.memoryUsage().rss / 1e6);
  return [
    row('JSON.parse alone', parse, records),
    row('intake: parse, validate, resolve, chunk', taken, records),
    row(`fold of ${totals} services × ${slots} × 2, ${rss} MB`, folded, records * slots),
  ];
}
