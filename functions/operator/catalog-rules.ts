/** What must hold in a catalog as a whole, beyond the shape of its parts. */

import { tvIssues, type CatalogIssue, type CheckedTv } from './tv-catalog-rules.ts';

export type { CatalogIssue };

/** As much of a catalog as the rules look at. */
export type CheckedCatalog = CheckedTv & {
  dataAddOns?: readonly { dataAddOnId: string }[] | undefined;
  securityProducts?: readonly SecurityProduct[] | undefined;
};

type SecurityProduct = {
  productId: string;
  included: boolean;
  monthlyPrice: { amount: number };
  platforms: readonly { platform: string }[];
};

/** Nobody corrects more in one go. */
const maxIssues = 100;

/** `neighbors`: the catalogs it comes after and before, whose accounts must find their plans in it. */
export function catalogIssues(
  catalog: CheckedCatalog,
  neighbors: { previous?: CheckedCatalog | undefined; next?: CheckedCatalog | undefined } = {},
): CatalogIssue[] {
  return [
    ...repeated(catalog),
    ...tvIssues(catalog),
    ...contradictoryProducts(catalog),
    ...missing(idsOf(neighbors.previous), idsOf(catalog), 'the catalog before it', 'retire it'),
    ...missing(idsOf(catalog), idsOf(neighbors.next), 'this catalog', 'add it to the next one'),
  ].slice(0, maxIssues);
}

type Kind = 'plans' | 'channels' | 'packages' | 'addOns' | 'dataAddOns' | 'securityProducts';

/** With what a plan or an add-on is for: an id never comes to mean a thing of another type. */
const idsOf = (catalog: CheckedCatalog | undefined): Record<Kind, string[]> | undefined =>
  catalog && {
    plans: catalog.plans.map(({ planId, type }) => `${planId} (${type})`),
    channels: catalog.channels.map(({ channelId }) => channelId),
    packages: catalog.packages.map(({ packageId }) => packageId),
    addOns: catalog.addOns.map((one) => `${one.addOnId} (${one.for})`),
    dataAddOns: (catalog.dataAddOns ?? []).map(({ dataAddOnId }) => dataAddOnId),
    // What one never subscribes to and what one does are not the same thing.
    securityProducts: (catalog.securityProducts ?? []).map(
      ({ productId, included }) => `${productId} (${included ? 'included' : 'sold'})`,
    ),
  };

function repeated(catalog: CheckedCatalog): CatalogIssue[] {
  const at = (path: (index: number) => string, values: readonly (string | number)[]) => {
    const first = new Map<string | number, number>();
    return values.flatMap((value, index) => {
      const before = first.get(value);
      if (before === undefined) first.set(value, index);
      return before === undefined
        ? []
        : [{ path: path(index), expected: `another value than that of ${path(before)}` }];
    });
  };
  const { plans, channels, packages, addOns, dataAddOns = [], securityProducts = [] } = catalog;
  return [
    ...at(
      (index) => `plans.${index}.planId`,
      plans.map(({ planId }) => planId),
    ),
    ...at(
      (index) => `channels.${index}.channelId`,
      channels.map(({ channelId }) => channelId),
    ),
    ...at(
      (index) => `channels.${index}.number`,
      channels.map(({ number }) => number),
    ),
    ...at(
      (index) => `packages.${index}.packageId`,
      packages.map(({ packageId }) => packageId),
    ),
    ...at(
      (index) => `addOns.${index}.addOnId`,
      addOns.map(({ addOnId }) => addOnId),
    ),
    ...at(
      (index) => `dataAddOns.${index}.dataAddOnId`,
      dataAddOns.map(({ dataAddOnId }) => dataAddOnId),
    ),
    ...at(
      (index) => `securityProducts.${index}.productId`,
      securityProducts.map(({ productId }) => productId),
    ),
  ];
}

function contradictoryProducts({ securityProducts = [] }: CheckedCatalog): CatalogIssue[] {
  return securityProducts.flatMap(({ included, monthlyPrice, platforms }, index) => {
    const path = `securityProducts.${index}`;
    const names = platforms.map(({ platform }) => platform);
    return [
      ...(included && monthlyPrice.amount > 0
        ? [{ path: `${path}.monthlyPrice`, expected: 'nothing, for what is included' }]
        : []),
      ...(new Set(names).size < names.length
        ? [{ path: `${path}.platforms`, expected: 'each platform once' }]
        : []),
    ];
  });
}

/** What somebody holds must be found by whoever shows it later. */
function missing(
  before: Record<Kind, string[]> | undefined,
  after: Record<Kind, string[]> | undefined,
  where: string,
  instead: string,
): CatalogIssue[] {
  if (before === undefined || after === undefined) return [];
  return (Object.keys(before) as Kind[]).flatMap((kind) => {
    const kept = new Set(after[kind]);
    return [...new Set(before[kind])]
      .filter((id) => !kept.has(id))
      .map((id) => ({ path: kind, expected: `${id}, which ${where} has: ${instead}` }));
  });
}
