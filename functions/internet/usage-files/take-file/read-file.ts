/** From an object to its segments: what form it has, whether it is compressed, where to go on. */
import { nameOf, type Place, type UsageObject } from '../file.ts';
import { formOf, type Form } from '../form.ts';
import type { OpenObject } from './object.store.ts';
import { readIpdrFile } from './read-ipdr-file.ts';
import { readCsvFile, readNdjson } from './read-lines.ts';
import { FileRefused, type Segment, type SegmentLimits, type SegmentReader } from './segments.ts';
import { gunzip } from './unpack.ts';

/** `whole`: it can be read from its beginning only, and leaves out what was taken before. */
const readers: Readonly<Record<Form, { read: SegmentReader; whole: boolean }>> = {
  ndjson: { read: readNdjson, whole: false },
  csv: { read: readCsvFile, whole: false },
  ipdr: { read: readIpdrFile, whole: true },
};

export async function* segmentsOf(
  open: OpenObject,
  object: UsageObject,
  from: Place,
  limits?: SegmentLimits,
): AsyncGenerator<Segment> {
  const named = formOf(nameOf(object.key));
  if (named === undefined) throw new FileRefused('unknown-format');
  if (object.size === 0) throw new FileRefused('no-records');
  const { read, whole } = readers[named.form];
  const start = whole ? 0 : from.byte;

  if (named.packed || (await isGzip(open, object))) {
    if (from.byte === 0) await refuseDamaged(open, object);
    yield* read(behind(start, gunzip(await open(object, { from: 0 }))), from, limits);
  } else if (start < object.size) {
    yield* read(await open(object, { from: start }), from, limits);
  }
}

async function isGzip(open: OpenObject, object: UsageObject): Promise<boolean> {
  const head: Uint8Array[] = [];
  for await (const piece of await open(object, { from: 0, to: 2 })) head.push(piece);
  // Its two magic bytes, and the only method there is.
  return Buffer.concat(head).toString('hex') === '1f8b08';
}

/**
 * Damaged bytes may unpack to other digits, and only the checksum behind all of them tells: a record
 * that counted with those could not be corrected, since the right one would be its conflict. What is
 * before the end of a file that was cut off is sound.
 */
async function refuseDamaged(open: OpenObject, object: UsageObject) {
  try {
    for await (const _ of gunzip(await open(object, { from: 0 })));
  } catch (fault) {
    if (fault instanceof FileRefused && fault.reason === 'truncated-gzip') return;
    throw fault;
  }
}

async function* behind(
  bytes: number,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const piece of content) {
    if (left < piece.length) yield left === 0 ? piece : piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}
