/** Intake and fold per record, next to a bare JSON.parse of the same bytes. */
import { randomUUID } from 'node:crypto';
import { fold } from '../../functions/internet/aggregate-usage/fold.ts';
import { decodeChunk } from '../../functions/internet/usage-chunk.ts';
import { checkBatch } from '../../functions/internet/usage-intake/check-batch.ts';
import { packBatch } from '../../functions/internet/usage-intake/pack-batch.ts';
import { readBatch } from '../../functions/internet/usage-intake/read-batch.ts';
import type { Service } from '../../functions/internet/usage-intake/service.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { interleaved, median, type Row } from './measure.ts';

const services = 250;
const recordsPerDay = 96;
const now = Date.parse('2026-11-10T05:01:00Z');

/** A day of 15-minute records, in the order a mediation system sends them: by time, then service. */
function dayOfRecords() {
  const start = Date.parse('2026-11-09T05:00:00Z');
  return Array.from({ length: services * recordsPerDay }, (_, i) => {
    const slot = Math.floor(i / services);
    const service = i % services;
    const at = start + slot * 900_000;
    return {
      record_id: `svc-${service}-${slot}-${randomUUID().slice(0, 8)}`,
      service_id: `svc-${service}`,
      start: new Date(at).toISOString(),
      end: new Date(at + 900_000).toISOString(),
      bytes_down: Math.floor(Math.random() * 400_000_000),
      bytes_up: Math.floor(Math.random() * 40_000_000),
    };
  });
}

const serviceOf = (serviceId: string): Service => ({
  serviceId,
  accountNumber: '50000000001',
  type: 'internet',
  timeZone: 'America/Toronto',
  cycles: [{ from: beginningOfTime, day: 9 }],
  shard: 0,
});

export function usageRows(rounds: number): { rows: Row[]; chunkBytes: number; records: number } {
  const text = JSON.stringify(dayOfRecords());
  const records = services * recordsPerDay;
  const intake = () => {
    const checked = checkBatch(readBatch({ text, mediaType: 'application/json' }), now);
    const known = checked.serviceIds.map(serviceOf);
    return packBatch({ batchId: 'bench', receivedAt: now }, checked, known);
  };
  const { chunks, accepted } = intake();
  if (accepted !== records) throw new Error(`Only ${accepted} of ${records} records were accepted`);

  const timed = (work: () => unknown) => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1000) / records;
  };
  const steps: { name: string; work: () => unknown }[] = [
    { name: 'JSON.parse alone', work: () => JSON.parse(text) as unknown },
    { name: 'intake: parse, validate, resolve, chunk', work: intake },
    {
      name: 'fold: unpack, deduplicate, add up',
      work: () => fold(chunks.map(({ body }) => decodeChunk(body))),
    },
  ];
  for (const { work } of steps) work();
  const times = interleaved(rounds, steps, ({ work }) => timed(work)).map(median);
  const rows = steps.map(({ name }, i) => ({
    what: name,
    'ns/record': Math.round(times[i] ?? NaN),
    'records/s': Math.round(1e9 / (times[i] ?? NaN)),
    '× JSON.parse': Number(((times[i] ?? NaN) / (times[0] ?? NaN)).toFixed(2)),
  }));
  return { rows, records, chunkBytes: chunks.reduce((sum, { body }) => sum + body.length, 0) };
}
