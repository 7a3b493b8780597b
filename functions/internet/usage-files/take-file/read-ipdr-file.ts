/** IPDR documents of any size. They have no lines to go on from: each run reads the whole one. */
import { ipdrReader } from '../../usage-intake/read-ipdr.ts';
import { FileRefused, segmentFrom, usualLimits, type SegmentReader } from './segments.ts';

/** A record holds on to the text that it was read from: some 1,200 bytes. */
const ipdrLimits = { ...usualLimits, records: 5000 };

/** Begins at the beginning, whatever `from` says, and leaves out the records before it. */
export const readIpdrFile: SegmentReader = async function* (content, from, limits = ipdrLimits) {
  const reader = ipdrReader();
  const texts = new TextDecoder('utf-8', { fatal: true });
  const segment = segmentFrom(from, limits);
  let before = from.records;
  let { byte, line } = from;

  for await (const piece of content) {
    for (const record of reader.write(decoded(texts, piece))) {
      if (before > 0) {
        before--;
        continue;
      }
      line = record.line;
      byte += sizeOf(record.value);
      segment.add(record.value, line);
      if (segment.isFull(byte)) yield segment.take({ byte, line });
    }
    if (reader.fault() !== undefined) break;
  }
  const fault = reader.end();
  if (!segment.isEmpty()) yield segment.take({ byte, line });
  if (fault !== undefined) {
    const isCut = fault.why === 'truncated-document';
    throw new FileRefused(isCut ? 'truncated-xml' : 'malformed-xml');
  }
  if (segment.records() === 0) throw new FileRefused('no-records');
};

function decoded(texts: InstanceType<typeof TextDecoder>, piece: Uint8Array): string {
  try {
    return texts.decode(piece, { stream: true });
  } catch {
    throw new FileRefused('malformed-xml');
  }
}

/** Stands for the bytes that it takes in the document: a place in it, and what is in memory. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  const texts: unknown[] = Object.values(value);
  return texts.reduce<number>(
    (size, text) => size + (typeof text === 'string' ? text.length : 0),
    1,
  );
}
