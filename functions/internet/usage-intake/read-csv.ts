/**
 * CSV as RFC 4180 has it, but for line breaks within cells: no field holds one, and a quote left
 * open would swallow the rest of the batch.
 */
import { unreadable, type Lines } from './lines.ts';

/** Values by the names of the header; undefined when the header is none. An empty cell is no field. */
export function readCsv(lines: Lines): Lines<unknown> | undefined {
  const [first, ...rows] = lines;
  const names = first === undefined ? undefined : csvNames(first.value.replace(/^\uFEFF/, ''));
  if (names === undefined) return undefined;
  return rows.map(({ line, value }) => ({ line, value: csvRecord(names, value) }));
}

/** The names of a header; undefined when it is none. */
export function csvNames(header: string): readonly string[] | undefined {
  const names = cellsOf(header);
  const isHeader =
    names !== undefined && !names.includes('') && new Set(names).size === names.length;
  return isHeader ? names : undefined;
}

export function csvRecord(names: readonly string[], row: string): unknown {
  const cells = cellsOf(row);
  if (cells?.length !== names.length) return unreadable;
  return Object.fromEntries(
    names.map((name, i) => [name, cells[i] ?? '']).filter(([, cell]) => cell !== ''),
  );
}

/** The cells of a row; undefined when its quotes do not pair. */
function cellsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  // A quoted cell, or one without quotes; then what must follow it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  do {
    const found = cell.exec(line);
    if (found === null) return undefined;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return cells;
  } while (cell.lastIndex <= line.length);
  return undefined;
}
