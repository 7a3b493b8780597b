import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { NameTable } from '../../functions/internet/name-table.ts';
import { nameColumns, textColumns, textIn } from '../../functions/internet/name-columns.ts';
import { writeText } from '../../functions/internet/words.ts';

const name = fc.oneof(
  fc.stringMatching(/^[\x21-\x7e]{1,70}$/),
  fc.constantFrom('a', 'aa', 'aaaa', 'aaaaa', 'aaaaaaaa', 'b'),
);
const named = fc.record({ text: name, owner: fc.nat(2) });
const most = 64 / 4 + 8;

function take(table: NameTable, text: string, owner: number): number {
  const from = table.room(most);
  return table.take(writeText(text, table.words, from, 70), owner);
}

/** The rule, said plainly. */
function numbers(all: readonly { text: string; owner: number }[]) {
  const known = new Map<string, number>();
  return all.map(({ text, owner }) => {
    const key = `${owner} ${text}`;
    known.set(key, known.get(key) ?? known.size);
    return known.get(key);
  });
}

describe('a table of names', () => {
  it('numbers them by text and owner, in the order in which they come, again and again', () => {
    const table = new NameTable();
    fc.assert(
      fc.property(fc.array(named, { maxLength: 300 }), (all) => {
        table.clear();
        const found = all.map(({ text, owner }) => take(table, text, owner));
        expect(found).toEqual(numbers(all));
        expect(new Set(table.texts()).size).toBe(new Set(all.map(({ text }) => text)).size);
      }),
    );
  });

  it('numbers names in columns, and those of another table, likewise', () => {
    fc.assert(
      fc.property(fc.array(named, { maxLength: 100 }), fc.array(named), (all, before) => {
        const table = new NameTable();
        for (const { text, owner } of before) take(table, text, owner);
        const columns = textColumns(all.map(({ text }) => text));
        const owners = Int32Array.from(all, ({ owner }) => owner);
        const expected = numbers([...before, ...all]).slice(before.length);
        expect([...table.numbersOf(columns, owners)]).toEqual(expected);
        expect([...table.numbersOf(columns, owners)]).toEqual(expected);

        const other = new NameTable();
        for (const { text } of all) take(other, text, 0);
        const unowned = [...before, ...all].filter(({ owner }) => owner === 0);
        const known = numbers([...unowned, ...other.texts().map((text) => ({ text, owner: 0 }))]);
        const own = new NameTable();
        for (const { text } of unowned) take(own, text, 0);
        expect([...own.numbersIn(other)]).toEqual(known.slice(unowned.length));
      }),
    );
  });

  it('takes a name back that it has just seen for the first time', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 200 }), (all) => {
        const [last = '', ...others] = [...new Set(all)];
        const table = new NameTable();
        for (const text of others) take(table, text, 0);
        take(table, last, 0);
        table.dropLast();
        expect(table.texts()).toEqual(others);
        expect(take(table, last, 0)).toBe(others.length);
      }),
    );
  });
});

describe('names in columns', () => {
  it('are the texts that they were made of, and some of them in any order', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), fc.infiniteStream(fc.nat()), (all, picks) => {
        const table = new NameTable();
        const known = all.map((text) => take(table, text, 0));
        const some = known.map(() => known[(picks.next().value as number) % known.length] ?? 0);
        const columns = nameColumns(table, some);
        const texts = table.texts();
        expect(some.map((_, i) => textIn(columns, i))).toEqual(some.map((number) => texts[number]));
      }),
    );
  });

  it.each(['', 'a b', 'é', '\n', 'x'.repeat(71)])('know no %j', (text) => {
    expect(writeText(text, new Int32Array(20), 0, 70)).toBe(-1);
  });
});
