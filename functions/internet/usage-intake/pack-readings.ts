/** Sorts the readings of a batch by shard and local day, into chunks. */
import {
  maxReadings,
  packChunk,
  readingMarks as marks,
  recordColumns,
  type ChunkService,
} from '../usage-chunk.ts';
import type { Reading } from './check-reading.ts';
import { oldest } from './check-record.ts';
import { dayAt, dayNumbers, firstDays } from './local-days.ts';
import type { Arrival, PackedBatch, ShardDay } from './pack-batch.ts';
import type { Service } from './service.ts';

/**
 * Gateways read their counters on the hour, or seconds after it: what is read so soon after
 * midnight tells of the day before.
 */
const graceMs = 300_000;

/** A reading with its service, and since when the service counts by this modem. */
export type ResolvedReading = { reading: Reading; service: Service; since: number };

type Group = ShardDay & {
  readings: Reading[];
  serviceIndexes: number[];
  services: ChunkService[];
  positions: Map<string, number>;
};

export function packReadings(
  arrival: Arrival,
  readings: readonly ResolvedReading[],
): Pick<PackedBatch, 'chunks' | 'shardDays' | 'accepted' | 'rejected'> {
  const dayNumber = dayNumbers();
  const firstDay = firstDays();
  const groups = new Map<string, Group>();
  const packed: ReturnType<typeof packReadings> = {
    ...{ chunks: [], shardDays: [], accepted: 0, rejected: [] },
  };

  const close = ({ shard, day, services, readings: own, serviceIndexes }: Group) => {
    const columns = columnsOf(own);
    const rows = own.map((_, row) => row);
    const chunk = packChunk({ ...arrival, services }, columns, rows, serviceIndexes);
    packed.chunks.push({ ...arrival, shard, day, counts: 'readings', ...chunk });
  };

  for (const { reading, service, since } of readings) {
    const { index, recordId, flow, at } = reading;
    if (service.type !== 'internet') {
      packed.rejected.push({ index, recordId, reason: 'not-an-internet-service' });
      continue;
    }
    const { shard, serviceId, accountNumber, timeZone, cycles } = service;
    const number = dayNumber(at - graceMs, timeZone);
    const day = dayAt(number);
    const key = `${shard} ${number}`;
    let group = groups.get(key);
    if (group === undefined || group.readings.length === maxReadings) {
      if (group === undefined) packed.shardDays.push({ shard, day });
      else close(group);
      group = { shard, day, readings: [], serviceIndexes: [], services: [], positions: new Map() };
      groups.set(key, group);
    }
    const marked = marksOf(reading, since);
    const name = `${serviceId} ${marked} ${flow}`;
    let position = group.positions.get(name);
    if (position === undefined) {
      position = group.services.length;
      group.positions.set(name, position);
      const periodStart = firstDay(number, day, cycles);
      group.services.push({ serviceId, accountNumber, periodStart, flow, marks: marked });
    }
    group.readings.push(reading);
    group.serviceIndexes.push(position);
    packed.accepted++;
  }
  groups.forEach(close);
  return packed;
}

/**
 * A flow that began while another service had the modem, or before the days that are kept, may
 * have counted what is on another bill.
 */
const marksOf = ({ down, up, stop, began, at }: Reading, since: number) =>
  (down === undefined ? 0 : marks.down) |
  (up === undefined ? 0 : marks.up) |
  (stop ? marks.stop : 0) |
  (began >= since && began >= at - oldest ? marks.fromZero : 0);

/** A reading takes no time: its column of lengths holds the uptime. */
function columnsOf(readings: readonly Reading[]) {
  const columns = recordColumns(readings.length);
  readings.forEach(({ index, recordId, at, uptime, down = 0n, up = 0n }, row) => {
    columns.recordIds[row] = recordId;
    columns.index[row] = index;
    columns.start[row] = at;
    columns.end[row] = at + uptime;
    columns.downLow[row] = Number(down & 0xffff_ffffn);
    columns.downHigh[row] = Number(down >> 32n);
    columns.upLow[row] = Number(up & 0xffff_ffffn);
    columns.upHigh[row] = Number(up >> 32n);
  });
  return columns;
}
