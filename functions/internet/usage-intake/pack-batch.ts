/** Sorts the records of a batch by shard and local day, into chunks. */
import { keys } from '../../../shared/table/keys.ts';
import { maxChunkRecords, packChunk, type ChunkService } from '../usage-chunk.ts';
import type { CheckedBatch } from './check-batch.ts';
import type { Rejected } from './contract.ts';
import { dayAt, dayNumbers, firstDays, maxDayNumber } from './local-days.ts';
import type { Service } from './service.ts';

export type ShardDay = { shard: number; day: string };

/** As its mark is named: `0007#2026-11-09`. */
export const shardDayName = ({ shard, day }: ShardDay) => keys.pending(shard, day).sk;

export type StoredChunk = ShardDay & {
  counts: 'deltas' | 'readings';
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

export type Arrival = { batchId: string; receivedAt: number };
type Group = ShardDay & {
  rows: number[];
  serviceIndexes: number[];
  services: ChunkService[];
  positions: Map<number, number>;
};

export function packBatch(
  arrival: Arrival,
  batch: CheckedBatch,
  /** As `batch.serviceIds`; more behind them do no harm. */
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
    const { shard, day } = group;
    packed.chunks.push({ ...arrival, shard, day, counts: 'deltas', part, body });
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
