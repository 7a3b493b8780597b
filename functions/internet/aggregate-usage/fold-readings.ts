/**
 * Folds the readings of a shard-day into totals: of each counter, the differences from one reading
 * to the next, from the last one before the day on. Counters are cumulative, so that the result
 * depends on the set of readings alone, and one that is missing loses nothing.
 *
 * Records are told apart as the others are: an id counts once per service, the first by arrival.
 */
import { readingMarks, recordIdAt, type Chunk } from '../usage-chunk.ts';
import { byArrival } from './arrival.ts';
import { counterName, difference, type Counters, type LastReading } from './counters.ts';
import { sameBytes, type BatchOutcome, type Folded } from './fold.ts';
import { SeenRecords } from './seen-records.ts';
import { Totals } from './totals.ts';

export type FoldedReadings = Folded & {
  /** The last reading of each counter, at the end of the day. */
  closing: Counters;
};

type Direction = 'down' | 'up';
type Counter = { name: string; service: number; direction: Direction; readings: Taken[] };
type Taken = LastReading & { fromZero: boolean };

export function foldReadings(chunks: readonly Chunk[], opening: Counters): FoldedReadings {
  const batches = byArrival(chunks);
  const seen = new SeenRecords(batches.flatMap((batch) => batch.chunks));
  const totals = new Totals();
  const counters = new Map<string, Counter>();
  const outcomes = new Map<string, BatchOutcome>();
  let position = 0;

  for (const batch of batches) {
    const outcome: BatchOutcome = { counted: 0, duplicates: [], conflicts: [] };
    for (const chunk of batch.chunks) {
      const services = totals.numbersOf(chunk.services);
      const countersOf = counterFinder(chunk, services, counters);
      for (let row = 0; row < chunk.index.length; row++) {
        const service = services[chunk.serviceIndex[row] as number] as number;
        const standing = seen.find(position, row, service);
        if (standing === null) {
          totals.reach(service, chunk.start[row] as number);
          for (const counter of countersOf(row))
            counter.readings.push(takenFrom(counter, chunk, row));
          outcome.counted++;
        } else {
          const again = sameContent(chunk, row, standing.chunk, standing.row);
          (again ? outcome.duplicates : outcome.conflicts).push({
            index: chunk.index[row] as number,
            recordId: recordIdAt(chunk, row),
          });
        }
      }
      position++;
    }
    outcomes.set(batch.batchId, outcome);
  }

  const closing = new Map(opening);
  for (const counter of counters.values()) {
    const last = count(counter, opening.get(counter.name), totals);
    closing.set(counter.name, last);
  }
  return { totals: totals.all(), outcomes, closing };
}

/** The counters of a row: one, or both of a session; found once for each entry of a chunk's table. */
function counterFinder(
  { services: entries, serviceIndex }: Chunk,
  services: Int32Array,
  counters: Map<string, Counter>,
): (row: number) => readonly Counter[] {
  const found = new Array<Counter[] | undefined>(entries.length);
  const counterOf = (entry: number, direction: Direction): Counter => {
    const { serviceId = '', flow = '' } = entries[entry] ?? {};
    const name = counterName(serviceId, direction, flow);
    let counter = counters.get(name);
    if (counter === undefined) {
      counter = { name, service: services[entry] as number, direction, readings: [] };
      counters.set(name, counter);
    }
    return counter;
  };
  return (row) => {
    const entry = serviceIndex[row] as number;
    const known = found[entry];
    if (known !== undefined) return known;
    const { marks = 0 } = entries[entry] ?? {};
    return (found[entry] = (['down', 'up'] as const)
      .filter((direction) => (marks & readingMarks[direction]) !== 0)
      .map((direction) => counterOf(entry, direction)));
  };
}

function takenFrom({ direction }: Counter, chunk: Chunk, row: number): Taken {
  const { marks = 0 } = chunk.services[chunk.serviceIndex[row] as number] ?? {};
  const at = chunk.start[row] as number;
  const [low, high] =
    direction === 'down' ? [chunk.downLow, chunk.downHigh] : [chunk.upLow, chunk.upHigh];
  return {
    at,
    uptime: (chunk.end[row] as number) - at,
    low: low[row] as number,
    high: high[row] as number,
    stop: (marks & readingMarks.stop) !== 0,
    fromZero: (marks & readingMarks.fromZero) !== 0,
  };
}

/** Adds what the counter counted on the day; gives its last reading. */
function count(
  { service, direction, readings }: Counter,
  before: LastReading | undefined,
  totals: Totals,
): LastReading {
  readings.sort(inTime);
  let last = before;
  for (const { fromZero, ...reading } of readings) {
    const counted = last === undefined ? (fromZero ? reading : nothing) : difference(last, reading);
    totals.addWords(service, direction, counted.low, counted.high);
    last = reading;
  }
  if (last === undefined) throw new Error('A counter has readings');
  return last;
}

const nothing = { low: 0, high: 0 };

/** A total order on what readings say: those of one instant count in the order of their counters. */
const inTime = (a: Taken, b: Taken) =>
  a.at - b.at ||
  a.uptime - b.uptime ||
  a.high - b.high ||
  a.low - b.low ||
  Number(a.stop) - Number(b.stop) ||
  Number(a.fromZero) - Number(b.fromZero);

/** Whether a flow counts from 0 follows from what was sent, and from whose the modem was. */
function sameContent(a: Chunk, i: number, b: Chunk, j: number): boolean {
  if (!sameBytes(a, i, b, j)) return false;
  const one = a.services[a.serviceIndex[i] as number];
  const other = b.services[b.serviceIndex[j] as number];
  const said = ~readingMarks.fromZero;
  return one?.flow === other?.flow && ((one?.marks ?? 0) & said) === ((other?.marks ?? 0) & said);
}
