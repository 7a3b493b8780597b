import { dayOf } from '../../shared/calendar.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { catalogIssues } from './catalog-rules.ts';
import type { CatalogStore } from './catalog.store.ts';
import { operatorContract } from './contract.ts';

/** In which a catalog's days are meant. */
const timeZone = 'America/Toronto';
/** Another catalog was published between reading and writing: decide again, so often. */
const tries = 3;

type Deps = { catalogs: CatalogStore; clock: Clock };

export const putCatalog = (deps: Deps) =>
  operation(operatorContract.putCatalog, async ({ body }) => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = await publish(deps, body);
      if (outcome !== undefined) return outcome;
    }
    return refuse({ reason: 'conflict' });
  });

/** Undefined when somebody else published at the same time. */
async function publish({ catalogs, clock }: Deps, document: CatalogDocument) {
  const { effectiveFrom } = document;
  const { newest, previous, next } = await catalogs.around(effectiveFrom);
  if (previous?.effectiveFrom === effectiveFrom && catalogs.isSame(previous, document)) {
    const { version } = previous;
    return { ok: true, as: 'ok', value: { version, effectiveFrom, changed: false } } as const;
  }

  const today = dayOf(clock.now().getTime(), timeZone);
  if (newest > 0 && effectiveFrom < today)
    return refuse({ reason: 'effective-in-the-past', today });
  const issues = catalogIssues(document, { previous: previous?.document, next: next?.document });
  if (issues.length > 0) return refuse({ reason: 'catalog-invalid', issues });

  const saved = await catalogs.save(newest, document);
  if (saved === 'too-large') {
    const expected = 'a smaller catalog: it does not fit the store, even packed';
    return refuse({ reason: 'catalog-invalid', issues: [{ path: '', expected }] });
  }
  if (saved === 'outrun') return undefined;
  return { ok: true, value: { version: newest + 1, effectiveFrom, changed: true } } as const;
}
