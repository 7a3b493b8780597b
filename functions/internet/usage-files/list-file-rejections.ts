import { operation, refuse } from '../../../shared/http/operation.ts';
import { paged } from '../../../shared/http/paged.ts';
import type { SealingKeys } from '../../../shared/sealing.ts';
import type { Secret } from '../../../shared/secret.store.ts';
import type { RecordReference, Rejected } from '../usage-intake/contract.ts';
import { refusedLate } from '../usage-intake/outcome.ts';
import type { ReportStore } from '../usage-intake/report.store.ts';
import { usageFilesContract } from './contract.ts';
import type { FileSegment } from './file.ts';
import type { FileListStore } from './list.store.ts';

type Deps = { list: FileListStore; reports: ReportStore; sealingKeys: Secret<SealingKeys> };
type Outcome = 'rejected' | 'duplicate' | 'conflict';

/** Segments that a page looks into: most files have hardly any rejections. */
const segmentsOfPage = 10;

export const listFileRejections = ({ list, reports, sealingKeys }: Deps) =>
  operation(usageFilesContract.listFileRejections, async ({ params: { fileId }, query }) => {
    const { outcome, limit, cursor } = query;
    const found = await list.withSegments(fileId);
    if (found === undefined) return refuse({ reason: 'not-found' });

    return paged(sealingKeys, `usage file ${fileId} ${outcome}`, cursor, async (from) => {
      const start = placeOf(from);
      const left = found.segments.filter(({ position }) => position >= start.position);
      const items: ReturnType<typeof itemOf>[] = [];
      for (const segment of left.slice(0, segmentsOfPage)) {
        const { position } = segment;
        const all = await referencesTo(reports, segment.batchId, outcome);
        const rest = position === start.position ? all.slice(start.told) : all;
        const some = rest.slice(0, limit - items.length);
        items.push(...some.map((one) => itemOf(segment, one)));
        if (some.length < rest.length) {
          return { items, next: `${position} ${all.length - rest.length + some.length}` };
        }
      }
      const next = left[segmentsOfPage];
      return { items, ...(next === undefined ? {} : { next: `${next.position} 0` }) };
    });
  });

/** The segment that a page begins in, and how many of it were told before. */
function placeOf(from = '0 0') {
  const [position = 0, told = 0] = from.split(' ').map(Number);
  return { position, told };
}

async function referencesTo(
  reports: ReportStore,
  batchId: string,
  outcome: Outcome,
): Promise<(RecordReference | Rejected)[]> {
  if (outcome === 'rejected') {
    const found = await reports.report(batchId);
    return found === undefined ? [] : refusedLate(found, found.folds).rejected;
  }
  const folds = await reports.folds(batchId);
  return folds
    .flatMap((fold) => (outcome === 'duplicate' ? fold.duplicates : fold.conflicts))
    .sort((a, b) => a.index - b.index);
}

function itemOf({ lines }: FileSegment, { index, recordId, ...one }: RecordReference | Rejected) {
  return {
    line: lines[index] ?? 0,
    ...(recordId === undefined ? {} : { recordId }),
    ...('reason' in one ? { reason: one.reason } : {}),
    ...('field' in one && one.field !== undefined ? { field: one.field } : {}),
  };
}
