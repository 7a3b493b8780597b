import type { Chunk, ChunkService } from '../usage-chunk.ts';

export type ServiceTotal = {
  serviceId: string;
  accountNumber: string;
  periodStart: string;
  down: bigint;
  up: bigint;
  /** End of the latest record counted, epoch milliseconds. */
  lastEnd: number;
};

const word = 2 ** 32;
/** Low words are carried over before their sum could lose a unit (2^53). */
const carryAt = 2 ** 52;

/** Bytes by service, as low and high words, which doubles add exactly. */
export class Totals {
  readonly #numbers = new Map<string, number>();
  readonly #services: ChunkService[] = [];
  #downLow = new Float64Array(64);
  #downHigh = new Float64Array(64);
  #upLow = new Float64Array(64);
  #upHigh = new Float64Array(64);
  #lastEnd = new Float64Array(64);
  /** Two words that come alone, where others come in columns. */
  readonly #word = new Uint32Array(1);
  readonly #carry = new Uint32Array(1);

  /** A chunk's services, by their numbers across all chunks. */
  numbersOf(services: readonly ChunkService[]): Int32Array {
    // Where each batch holds one record a service, this runs as often as the fold's loop.
    const numbers = new Int32Array(services.length);
    for (let i = 0; i < services.length; i++) {
      const service = services[i] as ChunkService;
      let number = this.#numbers.get(service.serviceId);
      if (number === undefined) {
        number = this.#services.push(service) - 1;
        this.#numbers.set(service.serviceId, number);
      }
      numbers[i] = number;
    }
    if (this.#services.length > this.#lastEnd.length) this.#grow();
    return numbers;
  }

  add(service: number, chunk: Chunk, row: number) {
    addWords(this.#downLow, this.#downHigh, service, chunk.downLow, chunk.downHigh, row);
    addWords(this.#upLow, this.#upHigh, service, chunk.upLow, chunk.upHigh, row);
    const end = chunk.end[row] as number;
    if (end > (this.#lastEnd[service] as number)) this.#lastEnd[service] = end;
  }

  addWords(service: number, direction: 'down' | 'up', low: number, high: number) {
    this.#word[0] = low;
    this.#carry[0] = high;
    const [lows, highs] =
      direction === 'down' ? [this.#downLow, this.#downHigh] : [this.#upLow, this.#upHigh];
    addWords(lows, highs, service, this.#word, this.#carry, 0);
  }

  /** There is a record up to this instant. */
  reach(service: number, end: number) {
    if (end > (this.#lastEnd[service] as number)) this.#lastEnd[service] = end;
  }

  all(): ServiceTotal[] {
    return this.#services
      .map(({ serviceId, accountNumber, periodStart }, i) => ({
        serviceId,
        accountNumber,
        periodStart,
        down: fromWords(this.#downLow, this.#downHigh, i),
        up: fromWords(this.#upLow, this.#upHigh, i),
        lastEnd: this.#lastEnd[i] as number,
      }))
      .sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
  }

  #grow() {
    const larger = (old: Float64Array) => {
      const grown = new Float64Array(2 * this.#services.length);
      grown.set(old);
      return grown;
    };
    this.#downLow = larger(this.#downLow);
    this.#downHigh = larger(this.#downHigh);
    this.#upLow = larger(this.#upLow);
    this.#upHigh = larger(this.#upHigh);
    this.#lastEnd = larger(this.#lastEnd);
  }
}

function addWords(
  lows: Float64Array,
  highs: Float64Array,
  service: number,
  low: Uint32Array,
  high: Uint32Array,
  row: number,
) {
  let sum = (lows[service] as number) + (low[row] as number);
  let carried = high[row] as number;
  if (sum >= carryAt) {
    carried += Math.floor(sum / word);
    sum %= word;
  }
  lows[service] = sum;
  highs[service] = (highs[service] as number) + carried;
}

const fromWords = (lows: Float64Array, highs: Float64Array, i: number) =>
  (BigInt(highs[i] as number) << 32n) + BigInt(lows[i] as number);
