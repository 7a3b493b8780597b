/**
 * Takes a file into the table, segment by segment. It may be killed at any step, repeated, and run
 * several times at once:
 *
 * - A segment is a batch whose id is made from the file's content and the segment's place in it, and
 *   whose records arrived when the file did: taken again, it changes nothing.
 * - The file's counts grow with its place, under the condition that no other run has gone on.
 * - What is read after a fault of the file itself would be read so again: it counts, and the file
 *   has failed.
 */
import { takeBatch, type TakeDeps } from '../../usage-intake/take-batch.ts';
import { batchIdOf, contentOf, type UsageFile, type UsageObject } from '../file.ts';
import type { FilesStore } from '../files.store.ts';
import { beginFile } from './begin-file.ts';
import type { OpenObject } from './object.store.ts';
import type { Counts, ProgressStore } from './progress.store.ts';
import { segmentsOf } from './read-file.ts';
import { FileRefused, type Segment, type SegmentLimits } from './segments.ts';

export type TakeFileDeps = TakeDeps & {
  files: FilesStore & ProgressStore;
  open: OpenObject;
  limits?: SegmentLimits;
};

/** A segment takes a second or two; when the table is busy, many. */
const enoughMs = 30_000;

/** `handed-on`: the time was up; the same object again goes on behind the last segment. */
export async function takeFile(
  deps: TakeFileDeps,
  object: UsageObject,
  remainingMs: () => number,
): Promise<{ fileId: string; outcome: 'done' | 'handed-on' }> {
  const { files, clock } = deps;
  let file = await beginFile(files, object);
  const { fileId } = file;
  const done = { fileId, outcome: 'done' as const };
  if (file.state === 'received') return done;
  try {
    for await (const segment of segmentsOf(deps.open, object, file.place, deps.limits)) {
      // Another run was faster.
      if (segment.next.byte <= file.place.byte) continue;
      file = await takeSegment(deps, object, file, segment);
      if (file.state !== 'receiving') return done;
      if (remainingMs() < enoughMs) return { fileId, outcome: 'handed-on' };
    }
    await files.finish(file, clock.now());
  } catch (fault) {
    if (!(fault instanceof FileRefused)) throw fault;
    await files.fail(file, fault.reason, clock.now());
  }
  return done;
}

async function takeSegment(
  deps: TakeFileDeps,
  object: UsageObject,
  file: UsageFile,
  segment: Segment,
): Promise<UsageFile> {
  const counts =
    segment.values.length === 0 ? none : await takeRecords(deps, object, file, segment);
  const advanced = await deps.files.advance(file, segment.next, counts);
  if (advanced !== undefined) return advanced;
  const meanwhile = await deps.files.find(file.fileId);
  if (meanwhile === undefined) throw new Error('A file is gone while it is taken');
  return meanwhile;
}

const none: Counts = { accepted: 0, waiting: 0, rejected: 0 };

async function takeRecords(
  deps: TakeFileDeps,
  object: UsageObject,
  file: UsageFile,
  segment: Segment,
): Promise<Counts> {
  const { lines, next, values } = segment;
  const batchId = batchIdOf(contentOf(object), next.records - values.length);
  await deps.files.putSegment(file, { position: file.segments, batchId, lines });
  // Thousandths of a millisecond apart: of two records with one id the first in the file stands.
  const receivedAt = (file.receivedAt ?? object.uploadedAt) + file.segments / 1000;
  return (await takeBatch(deps, { batchId, receivedAt }, () => segment)).batch;
}
