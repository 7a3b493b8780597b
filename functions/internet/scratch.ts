/**
 * Memory for columns that are soon done with. Taking the same again saves what it costs to touch new
 * memory, which is as much as filling it.
 */
export class Scratch {
  #memory = new ArrayBuffer(1 << 18);
  #used = 0;

  /** Whatever was taken before may be written over from now on. */
  reset(): void {
    this.#used = 0;
  }

  bytes(count: number): Uint8Array {
    const from = this.#take(count);
    return new Uint8Array(this.#memory, from, count);
  }

  words(count: number): Uint32Array {
    const from = this.#take(count * 4);
    return new Uint32Array(this.#memory, from, count);
  }

  signed(count: number): Int32Array {
    const from = this.#take(count * 4);
    return new Int32Array(this.#memory, from, count);
  }

  /** What was taken from memory that has become too small stays as it is. */
  #take(bytes: number): number {
    const from = this.#used;
    this.#used = (from + bytes + 7) & ~7;
    if (this.#used <= this.#memory.byteLength) return from;
    this.#memory = new ArrayBuffer(Math.max(this.#memory.byteLength * 2, bytes + 7));
    this.#used = (bytes + 7) & ~7;
    return 0;
  }
}
