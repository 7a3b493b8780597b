/** What must hold between the plans, packages and channels of TV in a catalog. */

/** As much of a catalog as these rules look at. */
export type CheckedTv = {
  plans: readonly ({ planId: string } & ({ type: 'internet' | 'phone' } | CheckedPlan))[];
  channels: readonly {
    channelId: string;
    number: number;
    requires?: readonly string[] | undefined;
  }[];
  packages: readonly CheckedPackage[];
  addOns: readonly { addOnId: string; for: string }[];
};
type CheckedPlan = { type: 'tv'; basePackageId: string; includedPackages: readonly string[] };
type CheckedPackage = {
  packageId: string;
  kind: string;
  channels: readonly string[];
  requires?: readonly string[] | undefined;
  excludes?: readonly string[] | undefined;
};

/** `path` leads into the document that was sent: `plans.3.basePackageId`. */
export type CatalogIssue = { path: string; expected: string };

export const tvIssues = (catalog: CheckedTv): CatalogIssue[] => [
  ...unknownChannels(catalog),
  ...unknownPackages(catalog),
  ...impossiblePackages(catalog),
  ...contradictoryPlans(catalog),
  ...ambiguousIds(catalog),
];

const aPackage = 'the packageId of one of packages';

/** Those of a list that are not known. */
const dangling = (
  path: string,
  ids: readonly string[],
  known: { has: (id: string) => boolean },
  expected: string,
): CatalogIssue[] =>
  ids.flatMap((id, position) => (known.has(id) ? [] : [{ path: `${path}.${position}`, expected }]));

function unknownChannels({ channels, packages }: CheckedTv): CatalogIssue[] {
  const known = new Set(channels.map(({ channelId }) => channelId));
  const expected = 'the channelId of one of channels';
  return packages.flatMap((one, index) =>
    dangling(`packages.${index}.channels`, one.channels, known, expected),
  );
}

function unknownPackages({ plans, packages, channels }: CheckedTv): CatalogIssue[] {
  const kinds = new Map(packages.map(({ packageId, kind }) => [packageId, kind]));
  const named = (path: string, ids: readonly string[] = []) => dangling(path, ids, kinds, aPackage);
  return [
    ...plans.flatMap((plan, index) => {
      if (plan.type !== 'tv') return [];
      const path = `plans.${index}.basePackageId`;
      const base =
        kinds.get(plan.basePackageId) === 'basic'
          ? []
          : [{ path, expected: `${aPackage}, of kind basic` }];
      return [...base, ...named(`plans.${index}.includedPackages`, plan.includedPackages)];
    }),
    ...packages.flatMap((one, index) => [
      ...named(`packages.${index}.requires`, one.requires),
      ...named(`packages.${index}.excludes`, one.excludes),
    ]),
    ...channels.flatMap((one, index) => named(`channels.${index}.requires`, one.requires)),
  ];
}

/** Nobody could ever have them. */
const impossiblePackages = ({ packages }: CheckedTv): CatalogIssue[] =>
  packages.flatMap(({ packageId, kind, requires = [], excludes = [] }, index) => [
    ...(requires.includes(packageId)
      ? [{ path: `packages.${index}.requires`, expected: 'other packages than itself' }]
      : []),
    ...(excludes.includes(packageId)
      ? [{ path: `packages.${index}.excludes`, expected: 'other packages than itself' }]
      : []),
    ...(requires.some((one) => excludes.includes(one))
      ? [{ path: `packages.${index}.excludes`, expected: 'no package that it requires' }]
      : []),
    ...(kind === 'basic' && requires.length + excludes.length > 0
      ? [{ path: `packages.${index}.kind`, expected: 'a basic package needs and excludes nothing' }]
      : []),
  ]);

/** A plan comes with packages that can be had together, and with what they need. */
function contradictoryPlans({ plans, packages }: CheckedTv): CatalogIssue[] {
  const byId = new Map(packages.map((one) => [one.packageId, one]));
  return plans.flatMap((plan, index) => {
    if (plan.type !== 'tv') return [];
    const ids = new Set([plan.basePackageId, ...plan.includedPackages]);
    return plan.includedPackages.flatMap((packageId, position) => {
      const { requires = [], excludes = [] } = byId.get(packageId) ?? {};
      const path = `plans.${index}.includedPackages.${position}`;
      return [
        ...requires
          .filter((one) => !ids.has(one))
          .map((one) => ({ path, expected: `${one} too, which it requires` })),
        ...excludes
          .filter((one) => ids.has(one))
          .map((one) => ({ path, expected: `no package that excludes another one: ${one}` })),
      ];
    });
  });
}

/** What a TV service holds is told by its id alone. */
function ambiguousIds({ packages, channels, addOns }: CheckedTv): CatalogIssue[] {
  const ofChannels = new Set(channels.map(({ channelId }) => channelId));
  const ofPackages = new Set(packages.map(({ packageId }) => packageId));
  return [
    ...packages.flatMap(({ packageId }, index) =>
      ofChannels.has(packageId)
        ? [{ path: `packages.${index}.packageId`, expected: 'an id that no channel has' }]
        : [],
    ),
    ...addOns.flatMap(({ addOnId, for: type }, index) =>
      type === 'tv' && (ofChannels.has(addOnId) || ofPackages.has(addOnId))
        ? [{ path: `addOns.${index}.addOnId`, expected: 'an id that no channel or package has' }]
        : [],
    ),
  ];
}
