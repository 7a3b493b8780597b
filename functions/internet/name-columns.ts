/** Names in columns: as they stand in chunks, and among the last readings of counters. */
import { hashFactors, mixed, wordsFor, writeText, type Names } from './words.ts';

/**
 * Their first words, their second ones and so on, 0 behind the end of a name. One
 * that is the same all over may have one entry only.
 */
export type NameColumns = { count: number; columns: readonly Int32Array[] };

/** Where columns are made. */
type Memory = { signed: (count: number) => Int32Array };
const fresh: Memory = { signed: (count) => new Int32Array(count) };

/** The hashes of all of them, as `hashOf` gives them. */
export function hashesOf({ count, columns }: NameColumns, seed: number): Int32Array {
  let same = seed;
  const sums = new Int32Array(count);
  columns.forEach((column, place) => {
    const factor = hashFactors[place] as number;
    if (column.length < count) same = (same + Math.imul(column[0] as number, factor)) | 0;
    else
      for (let i = 0; i < count; i++)
        sums[i] = (sums[i] as number) + Math.imul(column[i] as number, factor);
  });
  for (let i = 0; i < count; i++) sums[i] = mixed(((sums[i] as number) + same) | 0);
  return sums;
}

export const wordOf = (column: Int32Array, i: number) =>
  column[column.length === 1 ? 0 : i] as number;

/** A name of columns as a text. */
export function textIn({ columns }: NameColumns, i: number): string {
  const words = new Int32Array(columns.length);
  for (let place = 0; place < words.length; place++) {
    words[place] = wordOf(columns[place] as Int32Array, i);
  }
  const text = Buffer.from(words.buffer).toString('latin1');
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

export function sameName(a: NameColumns, i: number, b: NameColumns, j: number): boolean {
  const places = Math.max(a.columns.length, b.columns.length);
  for (let place = 0; place < places; place++) {
    const [one, other] = [a.columns[place], b.columns[place]];
    const word = one === undefined ? 0 : wordOf(one, i);
    if (word !== (other === undefined ? 0 : wordOf(other, j))) return false;
  }
  return true;
}

/** Texts of visible ASCII letters, in columns. */
export function textColumns(texts: readonly string[], memory = fresh): NameColumns {
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const words = new Int32Array(wordsFor(longest));
  const columns = Array.from(words, () => memory.signed(texts.length).fill(0));
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string;
    if (writeText(text, words, 0, longest) === -1) {
      throw new RangeError('Names are of visible ASCII letters');
    }
    const end = wordsFor(text.length);
    for (let place = 0; place < end; place++)
      (columns[place] as Int32Array)[i] = words[place] as number;
  }
  return { count: texts.length, columns };
}

/** Some names, in the order of their numbers, in columns. */
export function nameColumns(
  { words, starts }: Names,
  numbers: ArrayLike<number>,
  memory = fresh,
): NameColumns {
  const { length } = numbers;
  let longest = 0;
  for (let i = 0; i < length; i++) {
    const number = numbers[i] as number;
    const own = (starts[number + 1] as number) - (starts[number] as number);
    if (own > longest) longest = own;
  }
  const columns = Array.from({ length: longest }, (_, place) => {
    const column = memory.signed(length);
    for (let i = 0; i < length; i++) {
      const number = numbers[i] as number;
      const at = (starts[number] as number) + place;
      column[i] = at < (starts[number + 1] as number) ? (words[at] as number) : 0;
    }
    return column;
  });
  return { count: length, columns };
}

/** Some entries of a column, in the order of their numbers. */
export function chosen<T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(
  column: T,
  numbers: Uint32Array,
): T {
  const some = column.slice(0, numbers.length) as T;
  for (let i = 0; i < numbers.length; i++) some[i] = column[numbers[i] as number] as number;
  return some;
}
