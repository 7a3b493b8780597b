/** Which changes of the catalog concern a TV service: by what it has, and what it will have. Pure. */
import { addDays, type Day } from '../calendar.ts';
import { addOnOf, channelOf, packageOf, planOf } from '../catalog/catalog.ts';
import type { CatalogDocument } from '../catalog/document.ts';
import {
  changesBetween,
  endingsAfter,
  type CatalogChange,
  type Priced,
} from './catalog-changes.ts';
import {
  hadOtherwise,
  holdingsOf,
  packageIdsOf,
  type Holdings,
  type TvService,
} from './holdings.ts';

type Names = { fr: string; en: string };
/** `within`: the package or plan that it leaves or joins. */
export type UpcomingChange = CatalogChange & { name: Names; within?: { id: string; name: Names } };

/** What will change for a service, the first to come first. */
export type Upcoming = (service: TvService) => UpcomingChange[];

/**
 * `catalogs`: the one in force on a day, then those announced after it, by their days. Made once for
 * many services; undefined when nothing changes for anybody.
 */
export function upcomingIn(catalogs: readonly CatalogDocument[], today: Day): Upcoming | undefined {
  const [first] = catalogs;
  if (first === undefined) return undefined;
  const steps = [
    { before: first, after: first, on: today, changes: endingsAfter(first, today) },
    ...catalogs.slice(1).map((after, index) => {
      const before = catalogs[index] ?? first;
      return { before, after, on: after.effectiveFrom, changes: changesBetween(before, after) };
    }),
  ]
    .filter(({ changes }) => changes.length > 0)
    .map((step) => ({ ...step, changes: step.changes.map((one) => named(one, step.after)) }));
  if (steps.length === 0) return undefined;
  return (service) =>
    steps
      .flatMap(({ before, after, on, changes }) => {
        const was = holdingsOf(service, before, before === after ? on : addDays(on, -1));
        const becomes = before === after ? was : holdingsOf(service, after, on);
        if (was === undefined || becomes === undefined) return [];
        return changes.filter((change) => concerns(change, service, was, becomes));
      })
      .sort((one, other) => one.effectiveFrom.localeCompare(other.effectiveFrom));
}

/** For one service: what its page shows. */
export const upcomingChanges = (
  service: TvService,
  { current, announced }: { current: CatalogDocument; announced: readonly CatalogDocument[] },
  today: Day,
): UpcomingChange[] => upcomingIn([current, ...announced], today)?.(service) ?? [];

/** With the plan or with a package: not what is picked, or bought alone. */
const receives = ({ sources }: Holdings, channelId: string) =>
  sources.get(channelId)?.some((source) => 'package' in source) === true;

function concerns(
  change: CatalogChange,
  service: TvService,
  was: Holdings,
  becomes: Holdings,
): boolean {
  const { id } = change;
  const bought = service.addOns.includes(id);
  switch (change.kind) {
    case 'price-up':
    case 'price-down':
      if (change.of === 'plan') return service.planId === id;
      // A channel that one has otherwise costs nothing alone.
      return bought && !(change.of === 'channel' && hadOtherwise(becomes, id) !== undefined);
    case 'channel-ends':
    case 'number-changes':
      return was.sources.has(id);
    case 'channel-leaves':
      return hasIn(was, becomes, change.packageId) && receives(was, id) && !receives(becomes, id);
    case 'channel-joins':
      return hasIn(was, becomes, change.packageId) && !receives(was, id) && receives(becomes, id);
    case 'package-leaves':
      return service.planId === change.planId && loses(was, becomes, id);
    case 'package-joins':
      return service.planId === change.planId && loses(becomes, was, id);
    case 'class-up':
    case 'class-down':
      return service.tv?.picked[id] !== undefined;
    case 'picks-fewer':
    case 'picks-more':
      return service.planId === id;
  }
}

/** Before and after: else the package itself comes or goes, and is told of. */
const hasIn = (was: Holdings, becomes: Holdings, packageId: string) =>
  packageIdsOf(was).has(packageId) && packageIdsOf(becomes).has(packageId);

/** Whether some of the package's channels are not had any more. */
const loses = (has: Holdings, hasNot: Holdings, packageId: string) =>
  packageOf(has.catalog, packageId)?.channels.some(
    (one) => receives(has, one) && !receives(hasNot, one),
  ) === true;

function named(change: CatalogChange, catalog: CatalogDocument): UpcomingChange {
  const within =
    'packageId' in change
      ? ({ of: 'package', id: change.packageId } as const)
      : 'planId' in change
        ? ({ of: 'plan', id: change.planId } as const)
        : undefined;
  return {
    ...change,
    name: nameOf(thingOf(change), change.id, catalog),
    ...(within && { within: { id: within.id, name: nameOf(within.of, within.id, catalog) } }),
  };
}

/** What the id of a change is of. */
export function thingOf(change: CatalogChange): Priced {
  if ('of' in change) return change.of;
  if (change.kind.startsWith('package-')) return 'package';
  return change.kind.startsWith('picks-') ? 'plan' : 'channel';
}

const finders = { plan: planOf, package: packageOf, channel: channelOf, 'add-on': addOnOf };

function nameOf(of: Priced, id: string, catalog: CatalogDocument): Names {
  const name = finders[of](catalog, id)?.name ?? id;
  return typeof name === 'string' ? { fr: name, en: name } : name;
}
