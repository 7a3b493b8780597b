/** Forms with a record on each line, read from bytes that come in pieces of any length. */
import { isUtf8 } from 'node:buffer';
import { csvNames, csvRecord } from '../../usage-intake/read-csv.ts';
import { tooLong, unreadable } from '../../usage-intake/lines.ts';
import type { Place } from '../file.ts';
import { FileRefused, segmentFrom, usualLimits, type SegmentReader } from './segments.ts';

/** What a line says, none of them blank; undefined when it is no record. */
type LineReader = { read: (text: string, isFirst: boolean) => unknown; header?: string };

const newline = 10;

const lineSegments = (readerFrom: (from: Place) => LineReader): SegmentReader =>
  async function* (content, from, limits = usualLimits) {
    const reader = readerFrom(from);
    const segment = segmentFrom(from, limits);
    let { line, byte } = from;
    let isFirst = from.records === 0;
    /** What came of a line that is not complete. Of one that is too long nothing is kept. */
    let held: Uint8Array[] = [];
    let heldBytes = 0;

    const header = () => (reader.header === undefined ? {} : { header: reader.header });
    const endLine = (rest: Uint8Array, restIsUtf8: boolean, bytes: number) => {
      line++;
      byte += bytes;
      const isWhole = heldBytes === 0;
      const length = heldBytes + rest.length;
      const whole = isWhole ? rest : Buffer.concat([...held, rest]);
      held = [];
      heldBytes = 0;
      if (length > limits.lineBytes) {
        segment.add(tooLong, line);
        isFirst = false;
        return;
      }
      const text = textOf(whole, isWhole && restIsUtf8, line === 1);
      if (text?.trim() === '') return;
      const value = text === undefined ? unreadable : reader.read(text, isFirst);
      if (value !== undefined) {
        segment.add(value, line);
        isFirst = false;
      }
    };

    try {
      for await (const bytes of content) {
        const piece = asBuffer(bytes);
        const pieceIsUtf8 = isUtf8(piece);
        let start = 0;
        for (let end; (end = piece.indexOf(newline, start)) !== -1; start = end + 1) {
          endLine(piece.subarray(start, end), pieceIsUtf8, heldBytes + end - start + 1);
          if (segment.isFull(byte)) yield segment.take({ byte, line, ...header() });
        }
        const rest = piece.subarray(start);
        heldBytes += rest.length;
        if (heldBytes > limits.lineBytes) held = [];
        else if (rest.length > 0) held.push(Buffer.from(rest));
      }
      if (heldBytes > 0) endLine(new Uint8Array(0), true, heldBytes);
    } catch (fault) {
      // A line that was cut is no record.
      if (fault instanceof FileRefused && !segment.isEmpty()) {
        yield segment.take({ byte, line, ...header() });
      }
      throw fault;
    }
    if (!segment.isEmpty()) yield segment.take({ byte, line, ...header() });
    if (segment.records() === 0) throw new FileRefused('no-records');
  };

/** Without copying; its search is much faster. */
const asBuffer = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Undefined when it is no UTF-8. */
function textOf(bytes: Uint8Array, isKnownUtf8: boolean, isFirstLine: boolean) {
  const buffer = asBuffer(bytes);
  if (!isKnownUtf8 && !isUtf8(buffer)) return undefined;
  const text = buffer.toString('utf8');
  return isFirstLine ? text.replace(/^\uFEFF/, '') : text;
}

const readJsonLine: LineReader = {
  read(text, isFirst) {
    if (isFirst && text.trimStart().startsWith('[')) throw new FileRefused('json-array');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return unreadable;
    }
  },
};

export const readNdjson = lineSegments(() => readJsonLine);

/** The header goes with the place, so that reading can begin behind it. */
export const readCsvFile = lineSegments((from) => {
  let names = from.header === undefined ? undefined : csvNames(from.header);
  const reader: LineReader = {
    ...(from.header === undefined ? {} : { header: from.header }),
    read(text) {
      const row = text.endsWith('\r') ? text.slice(0, -1) : text;
      if (names !== undefined) return csvRecord(names, row);
      names = csvNames(row);
      if (names === undefined || row.length > maxHeader) throw new FileRefused('bad-header');
      reader.header = row;
      return undefined;
    },
  };
  return reader;
});

/** It is kept with the file's progress. */
const maxHeader = 4000;
