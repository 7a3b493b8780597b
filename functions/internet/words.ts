/**
 * Names (ids, services, flows) as words of four bytes, the last one filled up with zeros. So they
 * are compared, hashed and packed a word at a time, and no string is made of each.
 */

export type Names = {
  words: Int32Array;
  /** Where each begins; one entry more than there are names. */
  starts: Uint32Array;
};

/**
 * Writes a text of visible ASCII letters behind `at`, and gives where it ends; -1 when it has other
 * letters, none, or more than `most`.
 */
export function writeText(text: string, words: Int32Array, at: number, most: number): number {
  const { length } = text;
  if (length === 0 || length > most) return -1;
  let to = at;
  // Its sign tells whether any letter was below the first or above the last visible one.
  let other = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    other |= (a - first) | (last - a) | (b - first) | (last - b);
    other |= (c - first) | (last - c) | (d - first) | (last - d);
    words[to++] = a | (b << 8) | (c << 16) | (d << 24);
  }
  if (i < length) {
    let rest = 0;
    for (let shift = 0; i < length; i++, shift += 8) {
      const letter = text.charCodeAt(i);
      other |= (letter - first) | (last - letter);
      rest |= letter << shift;
    }
    words[to++] = rest;
  }
  return other < 0 ? -1 : to;
}

const [first, last] = [0x21, 0x7e];

export const wordsFor = (letters: number) => (letters + 3) >> 2;

export const textAt = (names: Names, number: number): string =>
  textsOf({ words: names.words, starts: names.starts.subarray(number, number + 2) })[0] ?? '';

/** All of them: taken from one string, since each turn of bytes into a string costs the same. */
export function textsOf({ words, starts }: Names): string[] {
  const count = starts.length - 1;
  const first = starts[0] as number;
  const end = starts[count] as number;
  const bytes = Buffer.from(words.buffer, words.byteOffset + first * 4, (end - first) * 4);
  const text = bytes.toString('latin1');
  const texts = new Array<string>(count);
  for (let number = 0; number < count; number++) {
    const from = ((starts[number] as number) - first) * 4;
    const last = (starts[number + 1] as number) - 1;
    const zeros = from === (last + 1 - first) * 4 ? 0 : Math.clz32(words[last] as number) >> 3;
    texts[number] = text.slice(from, (last + 1 - first) * 4 - zeros);
  }
  return texts;
}

/**
 * A sum of words, each by a factor of its place, mixed in the end, since tables use the low bits.
 * Zeros behind a name change nothing.
 */
export function hashOf(words: Int32Array, from: number, to: number, seed: number): number {
  let sum = seed;
  for (let i = from; i < to; i++) {
    sum = (sum + Math.imul(words[i] as number, factors[i - from] as number)) | 0;
  }
  return mixed(sum);
}

/** Longer than any name. */
const factors = new Int32Array(128);
for (let i = 0, factor = 0x9e3779b1; i < factors.length; i++) {
  factors[i] = factor = Math.imul(factor, 0x2c1b3c6d);
}

export function mixed(sum: number): number {
  let hash = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Names in columns: their first words, their second ones and so on, 0 behind the end of a name. One
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
    const factor = factors[place] as number;
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
  const words = Int32Array.from(columns, (column) => wordOf(column, i));
  const text = Buffer.from(words.buffer).toString('latin1');
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

export function sameWords(
  one: Int32Array,
  from: number,
  to: number,
  other: Int32Array,
  start: number,
): boolean {
  for (let i = from, j = start; i < to; i++, j++) if (one[i] !== other[j]) return false;
  return true;
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

/** How many words a name has. */
export const wordsAt = ({ starts }: Names, number: number) =>
  (starts[number + 1] as number) - (starts[number] as number);

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

/** An order of names, whichever it is. */
export function compareNames({ words, starts }: Names, a: number, b: number): number {
  const from = starts[a] as number;
  const start = starts[b] as number;
  const length = (starts[a + 1] as number) - from;
  const other = (starts[b + 1] as number) - start - length;
  if (other !== 0) return other;
  for (let i = 0; i < length; i++) {
    const one = (words[from + i] as number) - (words[start + i] as number);
    if (one !== 0) return one;
  }
  return 0;
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
