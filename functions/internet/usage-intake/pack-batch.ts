/** Sorts the records of a batch by shard and local day, into chunks. */
import { addDays, beginningOfTime, offsetAt, periodOf } from '../../../shared/calendar.ts';
import { keys } from '../../../shared/table/keys.ts';
import { maxChunkRecords, packChunk, type ChunkService } from '../usage-chunk.ts';
import type { CheckedBatch } from './check-batch.ts';
import type { Rejected } from './contract.ts';
import type { Service } from './service.ts';

export type ShardDay = { shard: number; day: string };

/** As its mark is named: `0007#2026-11-09`. */
export const shardDayName = ({ shard, day }: ShardDay) => keys.pending(shard, day).sk;

export type StoredChunk = ShardDay & {
  batchId: string;
  receivedAt: number;
  part: string;
  body: Uint8Array;
};

export type PackedBatch = {
  chunks: StoredChunk[];
  shardDays: ShardDay[];
  accepted: number;
  /** Rows whose service is not known. */
  unknown: number[];
  rejected: Rejected[];
};

type Arrival = { batchId: string; receivedAt: number };
type Group = ShardDay & {
  rows: number[];
  serviceIndexes: number[];
  services: ChunkService[];
  positions: Map<number, number>;
};

export function packBatch(
  arrival: Arrival,
  batch: CheckedBatch,
  /** As `batch.serviceIds`. */
  resolved: readonly (Service | undefined)[],
): PackedBatch {
  const { columns, services, count } = batch;
  const dayNumber = dayNumbers();
  const firstDay = firstDays();
  const groups = new Map<number, Group>();
  const packed: PackedBatch = {
    ...{ chunks: [], shardDays: [], accepted: 0, unknown: [], rejected: [] },
  };

  const close = (group: Group) => {
    const head = { ...arrival, services: group.services };
    const { part, body } = packChunk(head, columns, group.rows, group.serviceIndexes);
    packed.chunks.push({ ...arrival, shard: group.shard, day: group.day, part, body });
  };

  for (let row = 0; row < count; row++) {
    const position = services[row] as number;
    const service = resolved[position];
    if (service === undefined) {
      packed.unknown.push(row);
      continue;
    }
    if (service.type !== 'internet') {
      packed.rejected.push({
        index: columns.index[row] as number,
        recordId: columns.recordIds[row],
        reason: 'not-an-internet-service',
      });
      continue;
    }
    const day = dayNumber(columns.start[row] as number, service.timeZone);
    const key = service.shard * maxDayNumber + day;
    let group = groups.get(key);
    if (group === undefined || group.rows.length === maxChunkRecords) {
      if (group === undefined) packed.shardDays.push({ shard: service.shard, day: dayAt(day) });
      else close(group);
      group = emptyGroup(service.shard, dayAt(day));
      groups.set(key, group);
    }
    let index = group.positions.get(position);
    if (index === undefined) {
      index = group.services.length;
      group.positions.set(position, index);
      const { serviceId, accountNumber, cycles } = service;
      const periodStart = firstDay(day, group.day, cycles);
      group.services.push({ serviceId, accountNumber, periodStart });
    }
    group.rows.push(row);
    group.serviceIndexes.push(index);
    packed.accepted++;
  }
  groups.forEach(close);
  return packed;
}

const emptyGroup = (shard: number, day: string): Group => ({
  ...{ shard, day, rows: [], serviceIndexes: [], services: [], positions: new Map() },
});

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** More days after 1970 than four-digit years have. */
const maxDayNumber = 10_000_000;

const dayAt = (dayNumber: number) => addDays('1970-01-01', dayNumber);

/** Days since 1970 of instants in their zone. No zone changes its clocks within a quarter. */
function dayNumbers(): (instant: number, timeZone: string) => number {
  const zones = new Map<string, Map<number, number>>();
  return (instant, timeZone) => {
    let ofZone = zones.get(timeZone);
    if (ofZone === undefined) zones.set(timeZone, (ofZone = new Map<number, number>()));
    const quarter = Math.floor(instant / quarterMs);
    let day = ofZone.get(quarter);
    if (day === undefined) {
      day = Math.floor((instant + offsetAt(instant, timeZone)) / dayMs);
      ofZone.set(quarter, day);
    }
    return day;
  };
}

/** First days of billing periods. Nearly all accounts have had one cycle day only. */
function firstDays(): (dayNumber: number, day: string, cycles: Service['cycles']) => string {
  const remembered = new Map<number, string>();
  return (dayNumber, day, cycles) => {
    const [cycle] = cycles;
    if (cycles.length > 1 || cycle?.from !== beginningOfTime) return periodOf(day, cycles).start;
    const key = dayNumber * 32 + cycle.day;
    let start = remembered.get(key);
    if (start === undefined) remembered.set(key, (start = periodOf(day, cycles).start));
    return start;
  };
}
