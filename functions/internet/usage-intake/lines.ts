/** Text that comes in lines. */

/** Stands for a line that cannot be read: no record, but it has its place in the batch. */
export const unreadable = Symbol('unreadable');

/** The same of a line that is longer than any record. */
export const tooLong = Symbol('too long');

export type Lines<T = string> = { /** From 1. */ line: number; value: T }[];

/** Those that are not blank; undefined when there are more than `most`. */
export function linesOf(text: string, most: number): Lines | undefined {
  const lines: Lines = [];
  for (let line = 1, from = 0; from < text.length; line++) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    const value = text.slice(from, text.charCodeAt(to - 1) === carriageReturn ? to - 1 : to);
    from = to + 1;
    if (value.trim() === '') continue;
    if (lines.length === most) return undefined;
    lines.push({ line, value });
  }
  return lines;
}

const carriageReturn = 13;
