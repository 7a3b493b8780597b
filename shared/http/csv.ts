/**
 * Lists as CSV (RFC 4180), for spreadsheets. Written here rather than taken from a library: what is
 * exported are numbers, days and short texts, and no library neutralizes formulas without being told.
 */

/** As a contract names it among the types of a route's answer. */
export const csvType = 'text/csv; charset=utf-8';

export type Cell = string | number | bigint;

/**
 * The first row names the columns. Text that a spreadsheet would take for a formula begins with an
 * apostrophe; numbers are written as they are, to the last digit.
 */
export const csv = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [header, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join('');

function written(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Offers it as a file; the name is made of ids and days. */
export const csvHeaders = (name: string, language: string) => ({
  'content-disposition': `attachment; filename="${name}.csv"`,
  'content-language': language,
  vary: 'accept, accept-language',
});
