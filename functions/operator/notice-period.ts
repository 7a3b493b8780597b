/** Whether those who have something of TV learn in time what becomes worse of it. Pure. */
import { addDays, type Day } from '../../shared/calendar.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import {
  changesBetween,
  identityOf,
  isWorse,
  type CatalogChange,
} from '../../shared/tv/catalog-changes.ts';

/** Holders are told by a run of the next day at the latest; their days begin then. */
export const earliestDay = (today: Day, noticeDays: number): Day => addDays(today, noticeDays + 1);

export type LateChange = Pick<CatalogChange, 'kind' | 'id' | 'effectiveFrom'>;

type Others = {
  /** In force on the day before the catalog's; undefined for the first one ever: nobody has anything. */
  before: CatalogDocument | undefined;
  /** What is known already of that day and the next ones: it was in time when it was announced. */
  announced: readonly CatalogDocument[];
};

/** What becomes worse before the earliest day, and was not announced so before. */
export function toldTooLate(
  document: CatalogDocument,
  { before, announced }: Others,
  earliest: Day,
): LateChange[] {
  if (before === undefined) return [];
  const known = new Set(
    announced.flatMap((one) => changesBetween(before, one)).map((one) => identityOf(one)),
  );
  return changesBetween(before, document)
    .filter((one) => isWorse(one) && one.effectiveFrom < earliest && !known.has(identityOf(one)))
    .map(({ kind, id, effectiveFrom }) => ({ kind, id, effectiveFrom }));
}
