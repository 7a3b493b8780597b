import { NameTable } from '../name-table.ts';
import { chosen, nameColumns } from '../name-columns.ts';
import { compareNames, type Names } from '../words.ts';
import type { Counters, LastReading } from './counters.ts';

/** The last readings of counters while a day is folded: those before it, replaced one by one. */
export class LastReadings {
  readonly #names = new NameTable();
  /** Counters below it were known before the day. */
  readonly #known: number;
  readonly #at: Float64Array;
  readonly #uptime: Uint32Array;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #stop: Uint8Array;

  /** `more`: the most counters that the day may add. */
  constructor({ names, at, uptime, low, high, stop }: Counters, more: number) {
    this.#names.numbersOf(names);
    const size = at.length + more;
    this.#known = at.length;
    this.#at = longer(at, new Float64Array(size));
    this.#uptime = longer(uptime, new Uint32Array(size));
    this.#low = longer(low, new Uint32Array(size));
    this.#high = longer(high, new Uint32Array(size));
    this.#stop = longer(stop, new Uint8Array(size));
  }

  /** The number of a counter: of a direction, a service and a flow. */
  numberOf(isUp: boolean, services: Names, service: number, flows: Names, flow: number): number {
    const from = services.starts[service] as number;
    const to = services.starts[service + 1] as number;
    const begin = flows.starts[flow] as number;
    const end = flows.starts[flow + 1] as number;
    let at = this.#names.room(1 + to - from + end - begin);
    const { words } = this.#names;
    // Tells where the service ends and the flow begins, too.
    words[at++] = (to - from) * 2 + (isUp ? 1 : 0);
    for (let i = from; i < to; i++) words[at++] = services.words[i] as number;
    for (let i = begin; i < end; i++) words[at++] = flows.words[i] as number;
    return this.#names.take(at);
  }

  /** Undefined when none is known from before the day. */
  read(counter: number): LastReading | undefined {
    if (counter >= this.#known) return undefined;
    return {
      at: this.#at[counter] as number,
      uptime: this.#uptime[counter] as number,
      low: this.#low[counter] as number,
      high: this.#high[counter] as number,
      stop: this.#stop[counter] === 1,
    };
  }

  write(counter: number, { at, uptime, low, high, stop }: LastReading) {
    this.#at[counter] = at;
    this.#uptime[counter] = uptime;
    this.#low[counter] = low;
    this.#high[counter] = high;
    this.#stop[counter] = stop ? 1 : 0;
  }

  /** In the order of their names: they do not tell how they were found. */
  all(): Counters {
    const names = this.#names;
    const numbers = Uint32Array.from({ length: names.count }, (_, number) => number);
    numbers.sort((a, b) => compareNames(names, a, b));
    return {
      names: nameColumns(names, numbers),
      ...{ at: chosen(this.#at, numbers), uptime: chosen(this.#uptime, numbers) },
      ...{ low: chosen(this.#low, numbers), high: chosen(this.#high, numbers) },
      stop: chosen(this.#stop, numbers),
    };
  }
}

function longer<T extends Float64Array | Uint32Array | Uint8Array>(column: T, into: T): T {
  into.set(column);
  return into;
}
