/** Why a file was not taken to its end, and what to do about it. */
export const failures = {
  'unknown-format':
    'The name must end in .ndjson, .jsonl, .json (one record a line), .csv or .xml (IPDR documents), with .gz behind it if the file is compressed. Send it again under such a name.',
  'json-array':
    'A file holds one JSON record a line, not an array of them. Send it again in that form.',
  'bad-header':
    'The first line of a CSV file names its fields, each once, in at most 4,000 characters. Send it again with such a line.',
  'no-records': 'There is no record in the file. Send it again with what was meant to be in it.',
  'malformed-gzip':
    'The compressed bytes are damaged, and nobody can tell from where on: nothing of them counts. Send the file again.',
  'truncated-gzip':
    'The file ends before its compressed content does. What was read before counts: send the whole file again, what counts already is told as duplicates.',
  'malformed-xml':
    'It is not well-formed, no IPDR document, not in UTF-8, has a DOCTYPE, or another number of records than it says. What was read before counts: send the whole document again, what counts already is told as duplicates.',
  'truncated-xml':
    'The document ends before it is closed. What was read before counts: send the whole document again, what counts already is told as duplicates.',
  'object-gone': 'The file was deleted, or had expired, before it was read. Send it again.',
  'gave-up':
    'Our side failed again and again. What was read before counts. The message of the file is among the dead letters: once the cause is removed, redriving it goes on where reading stopped.',
} as const;

export type FailureReason = keyof typeof failures;

export const failureReasons = Object.keys(failures) as [FailureReason, ...FailureReason[]];
