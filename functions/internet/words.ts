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
    sum = (sum + Math.imul(words[i] as number, hashFactors[i - from] as number)) | 0;
  }
  return mixed(sum);
}

/** Longer than any name. */
export const hashFactors = new Int32Array(128);
for (let i = 0, factor = 0x9e3779b1; i < hashFactors.length; i++) {
  hashFactors[i] = factor = Math.imul(factor, 0x2c1b3c6d);
}

export function mixed(sum: number): number {
  let hash = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
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

/** How many words a name has. */
export const wordsAt = ({ starts }: Names, number: number) =>
  (starts[number + 1] as number) - (starts[number] as number);

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
