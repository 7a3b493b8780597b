/** Two folds of a shard-day, of records of different forms, as one. */
import type { BatchOutcome, Folded, ServiceTotal } from './fold.ts';

export function joined(a: Folded, b: Folded | undefined): Folded {
  if (b === undefined) return a;
  return {
    totals: [...byName([...a.totals, ...b.totals], ({ serviceId }) => serviceId, sumOf)].sort(
      (one, other) => (one.serviceId < other.serviceId ? -1 : 1),
    ),
    outcomes: new Map(byName([...a.outcomes, ...b.outcomes], ([batchId]) => batchId, both)),
  };
}

function byName<T>(all: readonly T[], nameOf: (one: T) => string, join: (a: T, b: T) => T): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const before = found.get(nameOf(one));
    found.set(nameOf(one), before === undefined ? one : join(before, one));
  }
  return [...found.values()];
}

const sumOf = (a: ServiceTotal, b: ServiceTotal): ServiceTotal => ({
  ...a,
  down: a.down + b.down,
  up: a.up + b.up,
  lastEnd: Math.max(a.lastEnd, b.lastEnd),
});

const both = (
  [batchId, a]: [string, BatchOutcome],
  [, b]: [string, BatchOutcome],
): [string, BatchOutcome] => [
  batchId,
  {
    counted: a.counted + b.counted,
    duplicates: [...a.duplicates, ...b.duplicates],
    conflicts: [...a.conflicts, ...b.conflicts],
  },
];
