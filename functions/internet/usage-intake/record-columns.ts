/** The records of a batch in columns: whatever is told by a number needs no object for each. */
import { NameTable } from '../name-table.ts';
import type { Names } from '../words.ts';

/** Letters of an id, of a service and of a gateway. */
export const longestId = 64;

export type RecordColumns = {
  /** Rows that are filled; the next record is read into the one behind them. */
  count: number;
  /** Position in the batch. */
  index: Uint32Array;
  /** Epoch ms. */
  start: Float64Array;
  end: Float64Array;
  downLow: Uint32Array;
  downHigh: Uint32Array;
  upLow: Uint32Array;
  upHigh: Uint32Array;
  /** An id of no letters follows from what else is told. */
  ids: Names;
};

/** Delta records, and the services they are of. */
export type DeltaColumns = RecordColumns & {
  /** Number of its service. */
  service: Uint32Array;
  services: NameTable;
};

/**
 * Readings of counters. A reading takes no time: between its start, when it was read, and its end
 * lies the uptime, which is below 2^32.
 */
export type ReadingColumns = RecordColumns & {
  /** Number of its flow. */
  flow: Uint32Array;
  marks: Uint8Array;
  /** When the flow began; epoch ms. */
  began: Float64Array;
  /** As they were sent. */
  sent: object[];
  /** Service flows from their beginning to their end, and sessions. */
  flows: NameTable;
  /** Flow → 1 + number of its service, or -1 - that of its modem. */
  holders: number[];
  modems: NameTable;
  services: NameTable;
  /** Of the reading that was read last: where its flow's name ends, and whose it is among equals. */
  last: { nameEnd: number; owner: number; isMulticast: boolean };
};

function recordColumns(capacity: number): RecordColumns {
  return {
    count: 0,
    index: new Uint32Array(capacity),
    start: new Float64Array(capacity),
    end: new Float64Array(capacity),
    downLow: new Uint32Array(capacity),
    downHigh: new Uint32Array(capacity),
    upLow: new Uint32Array(capacity),
    upHigh: new Uint32Array(capacity),
    ids: {
      words: new Int32Array((capacity * longestId) / 4),
      starts: new Uint32Array(capacity + 1),
    },
  };
}

export const deltaColumns = (capacity: number, services = new NameTable()): DeltaColumns => ({
  ...recordColumns(capacity),
  ...{ service: new Uint32Array(capacity), services },
});

export const readingColumns = (capacity: number, services = new NameTable()): ReadingColumns => ({
  ...recordColumns(capacity),
  flow: new Uint32Array(capacity),
  marks: new Uint8Array(capacity),
  began: new Float64Array(capacity),
  ...{ sent: [], flows: new NameTable(), holders: [], modems: new NameTable(), services },
  last: { nameEnd: 0, owner: 0, isMulticast: false },
});
