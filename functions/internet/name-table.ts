import { hashOf, sameWords, textsOf, wordOf, type NameColumns, type Names } from './words.ts';

const fewest = 64;

/**
 * Numbers names from 0 on, in the order in which they are first seen: an open-addressing table over
 * their words. The same name of another owner is another one.
 */
export class NameTable implements Names {
  words = new Int32Array(fewest * 4);
  starts = new Uint32Array(fewest + 1);
  count = 0;
  #owners = new Int32Array(fewest);
  /** Number + 1 (0 is free), then the hash. */
  #slots = new Int32Array(fewest * 4);
  #mask = fewest * 2 - 1;
  /** What came after each name the last time: batches mostly keep their order. */
  #after = new Int32Array(fewest);
  #previous = 0;
  #lastSlot = 0;

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
    return known === -1 ? this.#add(to, owner, hash) : known;
  }

  /** Takes back the last name, which has just been taken for the first time. */
  dropLast() {
    this.count--;
    this.#slots[2 * this.#lastSlot] = 0;
  }

  /** The same for names that stand elsewhere, with the owner of each, or one of them all. */
  numbersOf(names: NameColumns, owners?: Int32Array): Int32Array {
    const numbers = new Int32Array(names.count);
    for (let i = 0; i < names.count; i++) {
      numbers[i] = this.#numberIn(names, i, owners === undefined ? 0 : (owners[i] as number));
    }
    return numbers;
  }

  #numberIn({ columns }: NameColumns, i: number, owner: number): number {
    const guess = this.#after[this.#previous] as number;
    if (guess < this.count && this.#is(guess, columns, i, owner)) return (this.#previous = guess);
    let to = this.room(columns.length);
    const from = to;
    for (const column of columns) this.words[to++] = wordOf(column, i);
    while (to > from && this.words[to - 1] === 0) to--;
    const number = this.take(to, owner);
    this.#after[this.#previous] = number;
    return (this.#previous = number);
  }

  texts(): string[] {
    return textsOf({ words: this.words, starts: this.starts.subarray(0, this.count + 1) });
  }

  ownerOf(number: number): number {
    return this.#owners[number] as number;
  }

  /** The number of the words in the room, or -1. */
  #find(from: number, to: number, owner: number, hash: number): number {
    const slots = this.#slots;
    const { words, starts } = this;
    let slot = hash & this.#mask;
    for (let taken; (taken = slots[2 * slot] as number) !== 0; slot = (slot + 1) & this.#mask) {
      if (slots[2 * slot + 1] !== hash || this.#owners[taken - 1] !== owner) continue;
      const start = starts[taken - 1] as number;
      if ((starts[taken] as number) - start !== to - from) continue;
      if (sameWords(words, from, to, words, start)) return taken - 1;
    }
    return -1;
  }

  #is(number: number, columns: readonly Int32Array[], i: number, owner: number): boolean {
    const start = this.starts[number] as number;
    const length = (this.starts[number + 1] as number) - start;
    if (this.#owners[number] !== owner || length > columns.length) return false;
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
    while (slots[2 * slot] !== 0) slot = (slot + 1) & this.#mask;
    slots[2 * slot] = number + 1;
    slots[2 * slot + 1] = hash;
    this.#lastSlot = slot;
  }

  #grow() {
    const size = this.#owners.length * 4;
    this.#owners = larger(this.#owners, size);
    this.#after = larger(this.#after, size);
    const starts = new Uint32Array(size + 1);
    starts.set(this.starts);
    this.starts = starts;
    const old = this.#slots;
    this.#slots = new Int32Array(size * 4);
    this.#mask = size * 2 - 1;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0) this.#put((old[slot] as number) - 1, old[slot + 1] as number);
    }
  }
}

function larger(old: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(old.length * 2, least));
  grown.set(old);
  return grown;
}
