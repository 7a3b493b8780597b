/** The text of a batch, taken apart into its records. */
import { RequestRefused } from '../../../shared/http/operation.ts';
import type { TextBody } from '../../../shared/http/operation.ts';

/** Rejecting each record of the largest batch still fits an answer of 6 MB. */
const maxRecords = 35_000;

/** Stands for a line that is not JSON: no record, but it has its place in the batch. */
export const unreadable = Symbol('unreadable');

const malformed = (why: string) => new RequestRefused({ reason: 'malformed-request', why });

/** Throws the refusal of a body that is no batch at all; a line that is none rejects itself only. */
export function readBatch({ text, mediaType }: TextBody): unknown[] {
  const values = mediaType === 'application/x-ndjson' ? readLines(text) : readArray(text);
  if (values.length === 0) throw malformed('empty-batch');
  if (values.length > maxRecords) throw malformed('too-many-records');
  return values;
}

function readArray(text: string): unknown[] {
  const value = parse(text);
  if (value === unreadable) throw malformed('not-json');
  if (!Array.isArray(value)) throw malformed('not-an-array');
  return value;
}

const readLines = (text: string) =>
  text
    .split('\n', maxRecords * 2)
    .filter((line) => line !== '' && line.trim() !== '')
    .map(parse);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}
