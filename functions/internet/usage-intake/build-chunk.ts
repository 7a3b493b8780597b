/** Takes rows of a batch into a chunk, until an item is full. */
import { Scratch } from '../scratch.ts';
import { maxChunkRecords, type Chunk, type ChunkServices } from '../usage-chunk.ts';
import { nameColumns, textColumns } from '../name-columns.ts';
import { wordsAt } from '../words.ts';
import { firstDays } from './local-days.ts';
import type { Arrival, ResolvedRows } from './pack-batch.ts';
import type { Service } from './service.ts';

/** What does not compress at all still fits an item of 400 kB. */
const maxBytes = 370_000;
/** Of the names and the layout; of a record, a service and a flow without their names. */
const [headBytes, recordBytes, serviceBytes, flowBytes] = [2_000, 33, 20, 4];
const unused = -1;

export type BuiltChunk = { chunk: Chunk; to: number };

/** A chunk stands until the next one is built. */
const scratch = new Scratch();

/** Gives a function that takes a day's rows `members` from `from` on, and tells where it stopped. */
export function chunkBuilder(arrival: Arrival, rows: ResolvedRows) {
  const { columns, service, names, readings } = rows;
  const servicesOf = chunkServices(rows);
  const servicePosition = new Int32Array(names.count).fill(unused);
  const flowPosition = new Int32Array(readings?.flows.count ?? 0).fill(unused);

  return (members: Uint32Array, from: number, dayNumber: number, day: string): BuiltChunk => {
    const most = Math.min(members.length - from, maxChunkRecords);
    scratch.reset();
    const entry = scratch.words(most);
    const services: number[] = [];
    const flows: number[] = [];
    const flowServices: number[] = [];
    let bytes = headBytes;
    let count = 0;
    for (; count < most && bytes < maxBytes; count++) {
      const row = members[from + count] as number;
      const number = service[row] as number;
      let position = servicePosition[number] as number;
      if (position === unused) {
        servicePosition[number] = position = services.push(number) - 1;
        bytes += serviceBytes + 4 * wordsAt(names, number);
      }
      if (readings !== undefined) {
        const flow = readings.flow[row] as number;
        const known = flowPosition[flow] as number;
        // The flow of a modem that moved within the day is there for both of its services.
        if (known !== unused && flowServices[known] === position) position = known;
        else {
          flowServices.push(position);
          flowPosition[flow] = position = flows.push(flow) - 1;
          bytes += flowBytes + 4 * wordsAt(readings.flows, flow);
        }
      }
      entry[count] = position;
      bytes += recordBytes + 4 * wordsAt(columns.ids, row);
    }
    for (const number of services) servicePosition[number] = unused;
    for (const flow of flows) flowPosition[flow] = unused;

    const own = members.subarray(from, from + count);
    const chunk = {
      ...arrival,
      ...columnsOf(rows, own),
      services: servicesOf(services, dayNumber, day),
      entry: entry.subarray(0, count),
      flows:
        readings === undefined
          ? undefined
          : {
              names: nameColumns(readings.flows, flows, scratch),
              service: new Uint32Array(flowServices),
            },
    };
    return { chunk, to: from + count };
  };
}

function chunkServices({ names, services }: ResolvedRows) {
  const firstDay = firstDays();
  return (numbers: readonly number[], dayNumber: number, day: string): ChunkServices => {
    const own = numbers.map((number) => services[number] as Service);
    const starts = new Map<string, number>();
    const period = scratch.words(own.length);
    for (let i = 0; i < own.length; i++) {
      const start = firstDay(dayNumber, day, (own[i] as Service).cycles);
      let position = starts.get(start);
      if (position === undefined) starts.set(start, (position = starts.size));
      period[i] = position;
    }
    return {
      ids: nameColumns(names, numbers, scratch),
      accounts: textColumns(
        own.map(({ accountNumber }) => accountNumber),
        scratch,
      ),
      ...{ period, periodStarts: [...starts.keys()] },
    };
  };
}

/** Some rows of the columns. */
function columnsOf({ columns, readings }: ResolvedRows, rows: Uint32Array) {
  const count = rows.length;
  let base = Infinity;
  for (const row of rows) base = Math.min(base, columns.start[row] as number);
  const start = scratch.words(count);
  const length = scratch.words(count);
  const marks = scratch.bytes(count).fill(0);
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    start[i] = (columns.start[row] as number) - base;
    length[i] = (columns.end[row] as number) - (columns.start[row] as number);
    if (readings !== undefined) marks[i] = readings.marks[row] as number;
  }
  const words = (column: Uint32Array) => {
    const own = scratch.words(count);
    for (let i = 0; i < count; i++) own[i] = column[rows[i] as number] as number;
    return own;
  };
  return {
    ...{ count, base, start, length, marks },
    index: words(columns.index),
    downLow: words(columns.downLow),
    downHigh: words(columns.downHigh),
    upLow: words(columns.upLow),
    upHigh: words(columns.upHigh),
    ids: hasIds(columns, rows) ? nameColumns(columns.ids, rows, scratch) : undefined,
  };
}

/** Sessions and flows are kept in chunks of their own: the rows of a chunk are alike. */
const hasIds = ({ ids }: ResolvedRows['columns'], [first = 0]: Uint32Array) =>
  wordsAt(ids, first) > 0;
