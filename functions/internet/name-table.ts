import { wordOf, type NameColumns } from './name-columns.ts';
import { hashOf, sameWords, textsOf, type Names } from './words.ts';

const fewest = 64;
const none = -1;

/**
 * Numbers names from 0 on, in the order in which they are first seen: an open-addressing table over
 * their words. The same name of another owner is another one.
 */
export class NameTable implements Names {
  words = new Int32Array(fewest * 4);
  starts = new Uint32Array(fewest + 1);
  count = 0;
  #owners = new Int32Array(fewest);
  /** Number + 1 + base; what is not above the base is free. Small, since a look-up waits for memory. */
  #slots = new Int32Array(fewest * 2);
  #mask = fewest * 2 - 1;
  #base = 0;
  #lastSlot = 0;
  /** What came after each name the last time: batches mostly keep their order. */
  #after = new Int32Array(fewest);
  #previous = 0;

  /** Where a name of at most so many words may be written, to be taken by `take`. */
  room(most: number): number {
    const end = this.starts[this.count] as number;
    if (end + most > this.words.length) this.words = larger(this.words, end + most);
    return end;
  }

  /** The number of what was written in the room, up to `to`. */
  take(to: number, owner = 0): number {
    const from = this.starts[this.count] as number;
    const hash = hashOf(this.words, from, to, owner);
    const known = this.#find(from, to, owner, hash);
    return known === none ? this.#add(to, owner, hash) : known;
  }

  /** Takes back the last name, which has just been taken for the first time. */
  dropLast(): void {
    this.count--;
    this.#slots[this.#lastSlot] = 0;
  }

  /** The numbers of names in columns, with the owner of each. */
  numbersOf({ count, columns }: NameColumns, owners?: Int32Array): Int32Array {
    const numbers = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const owner = owners === undefined ? 0 : (owners[i] as number);
      let number = this.#after[this.#previous] as number;
      if (!this.#isInColumns(number, columns, i, owner)) {
        let to = this.room(columns.length);
        const from = to;
        for (const column of columns) this.words[to++] = wordOf(column, i);
        while (to > from && this.words[to - 1] === 0) to--;
        number = this.take(to, owner);
        this.#after[this.#previous] = number;
      }
      numbers[i] = this.#previous = number;
    }
    return numbers;
  }

  /** The numbers of all names of another table. */
  numbersIn({ words, starts, count }: NameTable): Int32Array {
    const numbers = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const from = starts[i] as number;
      const to = starts[i + 1] as number;
      let number = this.#after[this.#previous] as number;
      if (number >= this.count || !this.#is(number, words, from, to, 0)) {
        let at = this.room(to - from);
        for (let j = from; j < to; j++) this.words[at++] = words[j] as number;
        number = this.take(at);
        this.#after[this.#previous] = number;
      }
      numbers[i] = this.#previous = number;
    }
    return numbers;
  }

  texts(): string[] {
    return textsOf({ words: this.words, starts: this.starts.subarray(0, this.count + 1) });
  }

  /** Forgets all names, and keeps the memory for others. */
  clear(): void {
    this.#base += this.count;
    this.count = this.#previous = 0;
    if (this.#base < 2 ** 30) return;
    this.#slots.fill(0);
    this.#base = 0;
  }

  /** The number of the words in the room, or `none`. */
  #find(from: number, to: number, owner: number, hash: number): number {
    const slots = this.#slots;
    const base = this.#base;
    let slot = hash & this.#mask;
    for (let taken; (taken = slots[slot] as number) > base; slot = (slot + 1) & this.#mask) {
      const number = taken - base - 1;
      if (this.#is(number, this.words, from, to, owner)) return number;
    }
    return none;
  }

  #is(number: number, words: Int32Array, from: number, to: number, owner: number): boolean {
    const start = this.starts[number] as number;
    return (
      this.#owners[number] === owner &&
      (this.starts[number + 1] as number) - start === to - from &&
      sameWords(words, from, to, this.words, start)
    );
  }

  #isInColumns(number: number, columns: readonly Int32Array[], i: number, owner: number) {
    if (number >= this.count || this.#owners[number] !== owner) return false;
    const start = this.starts[number] as number;
    const length = (this.starts[number + 1] as number) - start;
    if (length > columns.length) return false;
    for (let place = 0; place < columns.length; place++) {
      const word = place < length ? this.words[start + place] : 0;
      if (wordOf(columns[place] as Int32Array, i) !== word) return false;
    }
    return true;
  }

  #add(to: number, owner: number, hash: number): number {
    const number = this.count++;
    if (this.count >= this.#owners.length) this.#grow();
    this.starts[this.count] = to;
    this.#owners[number] = owner;
    this.#put(number, hash);
    return number;
  }

  #put(number: number, hash: number) {
    const slots = this.#slots;
    let slot = hash & this.#mask;
    while ((slots[slot] as number) > this.#base) slot = (slot + 1) & this.#mask;
    slots[slot] = this.#base + number + 1;
    this.#lastSlot = slot;
  }

  #grow() {
    const size = this.#owners.length * 2;
    this.#owners = larger(this.#owners, size);
    this.#after = larger(this.#after, size);
    const starts = new Uint32Array(size + 1);
    starts.set(this.starts);
    this.starts = starts;
    this.#slots = new Int32Array(size * 2);
    this.#mask = size * 2 - 1;
    for (let number = 0; number < this.count - 1; number++) {
      const [from, to] = [starts[number] as number, starts[number + 1] as number];
      this.#put(number, hashOf(this.words, from, to, this.#owners[number] as number));
    }
  }
}

function larger(old: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(old.length * 2, least));
  grown.set(old);
  return grown;
}
