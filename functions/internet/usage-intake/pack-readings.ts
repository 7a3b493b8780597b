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
import { dayAt, dayNumbers, firstDays, maxDayNumber } from './local-days.ts';
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
  const groups = new Map<number, Group>();
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
    const key = shard * maxDayNumber + number;
    let group = groups.get(key);
    if (group === undefined || group.readings.length === maxReadings) {
      const day = dayAt(number);
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
      const periodStart = firstDay(number, group.day, cycles);
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
const marksOf = ({ marks: said, began, at }: Reading, since: number) =>
  said | (began >= since && began >= at - oldest ? marks.fromZero : 0);

/** A reading takes no time: its column of lengths holds the uptime. */
function columnsOf(readings: readonly Reading[]) {
  const columns = recordColumns(readings.length);
  for (let row = 0; row < readings.length; row++) {
    const one = readings[row] as Reading;
    columns.recordIds[row] = one.recordId;
    columns.index[row] = one.index;
    columns.start[row] = one.at;
    columns.end[row] = one.at + one.uptime;
    columns.downLow[row] = one.downLow;
    columns.downHigh[row] = one.downHigh;
    columns.upLow[row] = one.upLow;
    columns.upHigh[row] = one.upHigh;
  }
  return columns;
}
