/** How a chunk is stored: the time of its arrival, then its names and columns, compressed. */
import { hash } from 'node:crypto';
import { packColumns, unpackColumns, unpackNames } from './packed-columns.ts';
import { Scratch } from './scratch.ts';
import { maxChunkRecords, type Chunk } from './usage-chunk.ts';

const arrivalBytes = 8;

/** Beside the columns; how many entries they have. */
type Head = {
  batchId: string;
  periodStarts: readonly string[];
  records: number;
  services: number;
  /** Of readings only. */
  flows?: number;
  /** Columns of words that names have: of services, accounts, flows, and records' ids. */
  places: readonly [number, number, number, number];
};

/**
 * `part` names the content without its time of arrival: the same records of the same batch are the
 * same part.
 */
export function packChunk(chunk: Chunk): { part: string; body: Uint8Array } {
  const { batchId, count, services, flows, ids } = chunk;
  if (count > maxChunkRecords) throw new RangeError('Too many records for a chunk');
  const head: Head = {
    ...{ batchId, periodStarts: services.periodStarts, records: count },
    services: services.ids.count,
    ...(flows === undefined ? {} : { flows: flows.names.count }),
    places: [
      services.ids.columns.length,
      services.accounts.columns.length,
      flows?.names.columns.length ?? 0,
      ids?.columns.length ?? 0,
    ],
  };
  scratch.reset();
  const content = packColumns(JSON.stringify(head), [
    Float64Array.of(chunk.base),
    steps(chunk.index, scratch.words(count)),
    steps(chunk.entry, scratch.words(count)),
    ...[chunk.start, chunk.length, chunk.marks],
    ...[chunk.downLow, chunk.downHigh, chunk.upLow, chunk.upHigh],
    services.period,
    ...services.ids.columns,
    ...services.accounts.columns,
    ...(flows === undefined
      ? []
      : [steps(flows.service, scratch.words(flows.service.length)), ...flows.names.columns]),
    ...(ids?.columns ?? []),
  ]);
  const arrival = Buffer.alloc(arrivalBytes);
  arrival.writeDoubleLE(chunk.receivedAt);
  return {
    part: hash('sha256', content, 'base64url').slice(0, 10),
    body: Buffer.concat([arrival, content]),
  };
}

export function unpackChunk(body: Uint8Array): Chunk {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const columns = unpackColumns(body.subarray(arrivalBytes));
  const head = JSON.parse(columns.head) as Head;
  const { batchId, periodStarts, records, services, flows } = head;
  const [ofServices, ofAccounts, ofFlows, ofIds] = head.places;
  const words = () => columns.words(records);
  return {
    ...{ batchId, receivedAt: view.getFloat64(0, true), count: records },
    base: columns.doubles(1)[0] ?? 0,
    index: sums(words()),
    entry: sums(columns.words(records)),
    ...{ start: words(), length: words(), marks: columns.bytes(records) },
    ...{ downLow: words(), downHigh: words(), upLow: words(), upHigh: words() },
    services: {
      ...{ period: columns.words(services), periodStarts },
      ids: unpackNames(columns, services, ofServices),
      accounts: unpackNames(columns, services, ofAccounts),
    },
    flows:
      flows === undefined
        ? undefined
        : {
            service: sums(columns.words(flows)),
            names: unpackNames(columns, flows, ofFlows),
          },
    ids: ofIds === 0 ? undefined : unpackNames(columns, records, ofIds),
  };
}

/** How many records a stored chunk holds. */
export const recordsIn = (body: Uint8Array): number =>
  (JSON.parse(unpackColumns(body.subarray(arrivalBytes)).head) as Head).records;

const scratch = new Scratch();

/** Positions mostly go up by one: steps compress, positions do not. */
function steps(column: Uint32Array, into: Uint32Array): Uint32Array {
  let before = 0;
  for (let i = 0; i < column.length; i++) {
    const one = column[i] as number;
    into[i] = one - before;
    before = one;
  }
  return into;
}

/** Makes the positions of steps again, in their place. */
function sums(column: Uint32Array): Uint32Array {
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    sum = (sum + (column[i] as number)) >>> 0;
    column[i] = sum;
  }
  return column;
}
