import { describe, expect, it } from 'vitest';
import { catalogIssues } from '../../functions/operator/catalog-rules.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { cad, catalog } from './fixtures.ts';

const good = catalog();
const [base, movies] = good.packages;
const [one] = good.channels;
const plan = good.plans.find(({ type }) => type === 'tv');
if (!base || !movies || !one || plan?.type !== 'tv') throw new Error('The fixture lacks a part');
const others = good.plans.filter(({ type }) => type !== 'tv');
const kids = { ...movies, packageId: 'kids' };

describe('TV in a catalog', () => {
  it.each<[string, Partial<CatalogDocument>]>([
    [
      'packages that need and exclude others',
      {
        packages: [base, { ...movies, requires: ['kids'] }, { ...kids, excludes: ['base'] }],
      },
    ],
    [
      'a plan with what its packages need',
      {
        packages: [base, { ...movies, requires: ['kids'] }, kids],
        plans: [...others, { ...plan, includedPackages: ['movies', 'kids'] }],
      },
    ],
    ['a package that needs the basic one', { packages: [base, { ...movies, requires: ['base'] }] }],
    [
      'an add-on of another service named as a channel',
      {
        addOns: [...good.addOns, { ...movies, addOnId: 'one', for: 'internet' }] as never,
      },
    ],
  ])('is good: %s', (_, over) => {
    expect(catalogIssues(catalog(over))).toEqual([]);
  });

  it.each<[string, Partial<CatalogDocument>, string]>([
    [
      'a package with an unknown channel',
      {
        packages: [base, { ...movies, channels: ['film', 'nowhere'] }],
      },
      'packages.1.channels.1',
    ],
    [
      'a plan without a basic package',
      {
        plans: [...others, { ...plan, basePackageId: 'movies' }],
      },
      'plans.5.basePackageId',
    ],
    [
      'a plan with an unknown package',
      {
        plans: [...others, { ...plan, includedPackages: ['nowhere'] }],
      },
      'plans.5.includedPackages.0',
    ],
    [
      'a package that needs an unknown one',
      {
        packages: [base, { ...movies, requires: ['nowhere'] }],
      },
      'packages.1.requires.0',
    ],
    [
      'a package that excludes an unknown one',
      {
        packages: [base, { ...movies, excludes: ['base', 'nowhere'] }],
      },
      'packages.1.excludes.1',
    ],
    [
      'a channel that needs an unknown package',
      {
        channels: [{ ...one, requires: ['nowhere'] }, ...good.channels.slice(1)],
      },
      'channels.0.requires.0',
    ],
    [
      'a package that needs itself',
      {
        packages: [base, { ...movies, requires: ['movies'] }],
      },
      'packages.1.requires',
    ],
    [
      'a package that excludes itself',
      {
        packages: [base, { ...movies, excludes: ['movies'] }],
      },
      'packages.1.excludes',
    ],
    [
      'a package that excludes what it needs',
      {
        packages: [base, { ...movies, requires: ['kids'], excludes: ['kids'] }, kids],
      },
      'packages.1.excludes',
    ],
    [
      'a basic package that needs another',
      {
        packages: [{ ...base, requires: ['movies'] }, movies],
        plans: others,
      },
      'packages.0.kind',
    ],
    [
      'a plan without what its package needs',
      {
        packages: [base, { ...movies, requires: ['kids'] }, kids],
        plans: [...others, { ...plan, includedPackages: ['movies'] }],
      },
      'plans.5.includedPackages.0',
    ],
    [
      'a plan with packages that exclude each other',
      {
        packages: [base, { ...movies, excludes: ['kids'] }, kids],
        plans: [...others, { ...plan, includedPackages: ['kids', 'movies'] }],
      },
      'plans.5.includedPackages.1',
    ],
    [
      'a package with the id of a channel',
      {
        packages: [base, movies, { ...movies, packageId: 'film' }],
      },
      'packages.2.packageId',
    ],
    [
      'a TV add-on with the id of a package',
      {
        addOns: [
          ...good.addOns,
          {
            addOnId: 'movies',
            name: movies.name,
            monthlyPrice: cad(1),
            audience: 'all',
            retired: false,
            for: 'tv',
          },
        ],
      },
      'addOns.2.addOnId',
    ],
  ])('is refused: %s', (_, over, path) => {
    expect(catalogIssues(catalog(over)).map((issue) => issue.path)).toEqual([path]);
  });
});
