/** The text of a batch, taken apart into its records. */
import { RequestRefused } from '../../../shared/http/operation.ts';
import type { TextBody } from '../../../shared/http/operation.ts';
import { linesOf, unreadable, type Lines } from './lines.ts';
import { readCsv } from './read-csv.ts';
import { ipdrReader } from './read-ipdr.ts';

/** Rejecting each record of the largest batch still fits an answer of 6 MB. */
const maxRecords = 35_000;

export type ReadBatch = {
  values: readonly unknown[];
  /** As `values`: the line of each, from 1; undefined where the batch is no lines. */
  lines?: readonly number[];
};

const malformed = (why: string) => new RequestRefused({ reason: 'malformed-request', why });

/** Throws the refusal of a body that is no batch at all; a line that is none rejects itself only. */
export function readBatch(body: TextBody): ReadBatch {
  const batch = readForm(body);
  if (batch.values.length === 0) throw malformed('empty-batch');
  if (batch.values.length > maxRecords) throw malformed('too-many-records');
  return batch;
}

function readForm({ text, mediaType }: TextBody): ReadBatch {
  if (mediaType === 'application/json') return { values: readArray(text) };
  if (xmlTypes.includes(mediaType)) return placed(readIpdr(text));
  const isCsv = mediaType !== 'application/x-ndjson';
  const lines = linesOf(text, maxRecords + (isCsv ? 1 : 0));
  if (lines === undefined) throw malformed('too-many-records');
  const read = isCsv
    ? readCsv(lines)
    : lines.map(({ line, value }) => ({ line, value: parse(value) }));
  if (read === undefined) throw malformed('bad-header');
  return placed(read);
}

const xmlTypes: readonly string[] = ['application/xml', 'application/x-ipdr'];

const placed = (read: Lines<unknown>): ReadBatch => ({
  values: read.map(({ value }) => value),
  lines: read.map(({ line }) => line),
});

/** All of a document or nothing of it: what is cut off may be sent again whole. */
function readIpdr(text: string): Lines<unknown> {
  const reader = ipdrReader();
  const read: Lines<unknown> = [];
  for (let from = 0; from < text.length; from += pieceLength) {
    for (const one of reader.write(text.slice(from, from + pieceLength))) read.push(one);
    // Before the rest of them takes memory.
    if (read.length > maxRecords) throw malformed('too-many-records');
  }
  const fault = reader.end();
  if (fault !== undefined) throw malformed(fault.why);
  return read;
}

const pieceLength = 65_536;

function readArray(text: string): unknown[] {
  const value = parse(text);
  if (value === unreadable) throw malformed('not-json');
  if (!Array.isArray(value)) throw malformed('not-an-array');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}
