import { expect, it } from 'vitest';
import { csv } from '../../shared/http/csv.ts';

it.each([
  ['plain text', 'Rimouski', 'Rimouski'],
  ['nothing', '', ''],
  ['accents', 'Téléversé', 'Téléversé'],
  ['a comma', 'a,b', '"a,b"'],
  ['quotes', 'say "yes"', '"say ""yes"""'],
  ['two lines', 'a\nb', '"a\nb"'],
  ['a formula', '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['a plus', '+1', "'+1"],
  ['a minus', '-1', "'-1"],
  ['an at', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab', '\t=1', "'\t=1"],
  ['a carriage return', '\r=1', `"'\r=1"`],
  ['a line feed', '\n=1', `"'\n=1"`],
  ['a formula further on', 'a=1', 'a=1'],
  ['a number', 12, '12'],
  ['a negative number, which is no formula', -12, '-12'],
  ['bytes beyond safe numbers', 2n ** 64n, '18446744073709551616'],
])('writes %s', (_, cell, written) => {
  expect(csv(['cell'], [[cell]])).toBe(`cell\r\n${written}\r\n`);
});

it('neutralizes the names of columns alike, and writes a file without rows', () => {
  expect(csv(['=a', 'b'], [])).toBe("'=a,b\r\n");
});
