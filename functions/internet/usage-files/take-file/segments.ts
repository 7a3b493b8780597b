/**
 * A file is taken in segments, each of which is a batch. Where they end depends on the content
 * alone: whoever reads the same file again, from its beginning or from the end of any segment, finds
 * the same ones.
 */
import type { ReadBatch } from '../../usage-intake/read-batch.ts';
import type { FailureReason } from '../failure.ts';
import type { Place } from '../file.ts';

export type Segment = ReadBatch & {
  lines: readonly number[];
  /** Where the next one begins. */
  next: Place;
};

/**
 * Makes segments of a file's content, which is no longer compressed. Throws FileRefused where it
 * cannot go on, once it has given what it read until then.
 */
export type SegmentReader = (
  content: AsyncIterable<Uint8Array>,
  /** Where `content` begins; for forms that are read from their beginning, where the segments do. */
  from: Place,
  limits?: SegmentLimits,
) => AsyncGenerator<Segment>;

export type SegmentLimits = {
  records: number;
  /** Of content, after which a segment ends however few records are in it; of XML, of their texts. */
  bytes: number;
  /** The longest line that is looked at. */
  lineBytes: number;
};

/** 20,000 records of the usual form are 4 MB. */
export const usualLimits: SegmentLimits = {
  records: 20_000,
  bytes: 8_000_000,
  lineBytes: 64_000,
};

/** The file is at fault: reading it again would end in the same way. */
export class FileRefused extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Collects records until they are a segment. */
export function segmentFrom(from: Place, limits: SegmentLimits) {
  let values: unknown[] = [];
  let lines: number[] = [];
  let begun = from;

  return {
    add(value: unknown, line: number) {
      values.push(value);
      lines.push(line);
    },
    /** The segment that ends where `byte` bytes and `line` lines of the content are read. */
    take(read: Pick<Place, 'byte' | 'line' | 'header'>): Segment {
      const next = { ...begun, ...read, records: begun.records + values.length };
      const segment = { values, lines, next };
      values = [];
      lines = [];
      begun = next;
      return segment;
    },
    isFull: (byte: number) => values.length >= limits.records || byte - begun.byte >= limits.bytes,
    isEmpty: () => values.length === 0,
    records: () => begun.records + values.length,
  };
}
