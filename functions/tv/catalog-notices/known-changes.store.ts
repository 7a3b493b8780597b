/** The catalogs of which holders are to be told. */
import { addDays, type Day } from '../../../shared/calendar.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import { catalogInForceOn, catalogsAnnouncedAfter } from '../../../shared/catalog/store.ts';
import type { Table } from '../../../shared/table/client.ts';

/** From the one in force on, in their order; none before there is one. */
export async function catalogsToTell(table: Table, today: Day): Promise<CatalogDocument[]> {
  const [current, announced] = await Promise.all([
    catalogInForceOn(table, today),
    catalogsAnnouncedAfter(table, today),
  ]);
  if (current === undefined) return announced.map(({ document }) => document);
  const later = [current, ...announced].map(({ document }) => document);
  // What could not be told before is told when it has come already, until the run of the next day.
  const isNew = current.noticeWaived === true && current.effectiveFrom >= addDays(today, -1);
  const before = isNew
    ? await catalogInForceOn(table, addDays(current.effectiveFrom, -1))
    : undefined;
  return before === undefined ? later : [before.document, ...later];
}
