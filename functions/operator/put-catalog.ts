import { dayOf, type Day } from '../../shared/calendar.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { catalogTimeZone } from '../../shared/catalog/store.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { catalogIssues } from './catalog-rules.ts';
import type { Around, CatalogStore } from './catalog.store.ts';
import { operatorContract } from './contract.ts';
import { earliestDay, toldTooLate } from './notice-period.ts';

/** Another catalog was published between reading and writing: decide again, so often. */
const tries = 3;

type Deps = {
  catalogs: CatalogStore;
  clock: Clock;
  /** Days that holders know of a change before it comes, if it is to their disadvantage. */
  noticeDays: number;
};

export const putCatalog = (deps: Deps) =>
  operation(operatorContract.putCatalog, async ({ body, query }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = await publish(deps, body, query.notice === 'waived');
      if (outcome !== undefined) return outcome;
    }
    return refuse({ reason: 'conflict' });
  });

/** Undefined when somebody else published at the same time. */
async function publish(deps: Deps, document: CatalogDocument, isWaived: boolean) {
  const { catalogs, clock } = deps;
  const { effectiveFrom } = document;
  const around = await catalogs.around(effectiveFrom);
  const { newest, previous, next } = around;
  if (previous?.effectiveFrom === effectiveFrom && catalogs.isSame(previous, document)) {
    const { version } = previous;
    return { ok: true, as: 'ok', value: { version, effectiveFrom, changed: false } } as const;
  }

  const today = dayOf(clock.now().getTime(), catalogTimeZone);
  if (newest > 0 && effectiveFrom < today)
    return refuse({ reason: 'effective-in-the-past', today });
  const issues = catalogIssues(document, { previous: previous?.document, next: next?.document });
  if (issues.length > 0) return refuse({ reason: 'catalog-invalid', issues });

  const late = lateChanges(deps, document, around, today);
  if (late.changes.length > 0 && !isWaived) return refuse({ reason: 'notice-too-short', ...late });

  const saved = await catalogs.save(newest, document, late.changes.length > 0);
  if (saved === 'too-large') {
    const expected = 'a smaller catalog: it does not fit the store, even packed';
    return refuse({ reason: 'catalog-invalid', issues: [{ path: '', expected }] });
  }
  if (saved === 'outrun') return undefined;
  return { ok: true, value: { version: newest + 1, effectiveFrom, changed: true } } as const;
}

/** Nobody corrects more in one go. */
const mostTold = 100;

function lateChanges(
  { noticeDays }: Deps,
  document: CatalogDocument,
  { previous, before, next }: Around,
  today: Day,
) {
  const announced = [previous, next].flatMap((one) => (one === undefined ? [] : [one.document]));
  const earliest = earliestDay(today, noticeDays);
  const changes = toldTooLate(document, { before: before?.document, announced }, earliest);
  return { changes: changes.slice(0, mostTold), earliest, noticeDays };
}
