/** Sorts the rows of a batch by shard and local day, into chunks. */
import { keys } from '../../../shared/table/keys.ts';
import { packChunk } from '../chunk-body.ts';
import type { NameTable } from '../name-table.ts';
import { wordsAt } from '../words.ts';
import { chunkBuilder } from './build-chunk.ts';
import { nobody } from './holders.ts';
import { dayAt, dayNumbers, maxDayNumber } from './local-days.ts';
import type { RecordColumns } from './record-columns.ts';
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

export type Arrival = { batchId: string; receivedAt: number };

/** Rows of one kind, each with the service it counts for. */
export type ResolvedRows = {
  counts: StoredChunk['counts'];
  columns: RecordColumns;
  /** Row → number of its service, or `nobody`. */
  service: ArrayLike<number>;
  /** Names of the services, by their numbers. */
  names: NameTable;
  /** The services themselves; undefined those that are not known. */
  services: readonly (Service | undefined)[];
  /** Ms after midnight that still count for the day before. */
  grace: number;
  readings?: { flow: Uint32Array; flows: NameTable; marks: Uint8Array };
};

export type PackedRows = {
  chunks: StoredChunk[];
  shardDays: ShardDay[];
  accepted: number;
  /** Rows whose service is not known. */
  unknown: number[];
  /** Rows of services that are none of the Internet. */
  foreign: number[];
};

export function packRows(arrival: Arrival, rows: ResolvedRows): PackedRows {
  const { groups, unknown, foreign } = sorted(rows);
  const chunks: StoredChunk[] = [];
  const build = chunkBuilder(arrival, rows);
  for (const { shard, dayNumber, members } of groups) {
    const day = dayAt(dayNumber);
    for (let from = 0; from < members.length;) {
      const { chunk, to } = build(members, from, dayNumber, day);
      chunks.push({ ...arrival, shard, day, counts: rows.counts, ...packChunk(chunk) });
      from = to;
    }
  }
  const shardDays = groups.map(({ shard, dayNumber }) => ({ shard, day: dayAt(dayNumber) }));
  const accepted = rows.columns.count - unknown.length - foreign.length;
  return { chunks, shardDays, accepted, unknown, foreign };
}

type Group = { shard: number; dayNumber: number; count: number; members: Uint32Array };

function sorted({ columns, service, services, grace }: ResolvedRows) {
  const { count, start } = columns;
  const dayNumberOf = dayNumbers();
  const groups: Group[] = [];
  const numbers = new Map<number, number>();
  const groupOf = new Int32Array(count).fill(-1);
  const unknown: number[] = [];
  const foreign: number[] = [];
  let last = -1;
  let lastKey = -1;
  for (let row = 0; row < count; row++) {
    const number = service[row] as number;
    const one = number === nobody ? undefined : services[number];
    if (one === undefined) {
      unknown.push(row);
      continue;
    }
    if (one.type !== 'internet') {
      foreign.push(row);
      continue;
    }
    const { shard } = one;
    const dayNumber = dayNumberOf((start[row] as number) - grace, one.timeZone);
    // Records with ids and those without do not share a chunk.
    const form = wordsAt(columns.ids, row) === 0 ? 1 : 0;
    const key = (shard * maxDayNumber + dayNumber) * 2 + form;
    if (key !== lastKey) {
      last = numbers.get(key) ?? -1;
      if (last === -1) {
        last = groups.push({ shard, dayNumber, count: 0, members: none }) - 1;
        numbers.set(key, last);
      }
      lastKey = key;
    }
    groupOf[row] = last;
    (groups[last] as Group).count++;
  }
  return { groups: withMembers(groups, groupOf), unknown, foreign };
}

const none = new Uint32Array(0);

/** In the order of the batch. */
function withMembers(groups: Group[], groupOf: Int32Array): Group[] {
  for (const group of groups) {
    group.members = new Uint32Array(group.count);
    group.count = 0;
  }
  for (let row = 0; row < groupOf.length; row++) {
    const group = groups[groupOf[row] as number];
    if (group !== undefined) group.members[group.count++] = row;
  }
  return groups;
}
