import { describe, expect, it } from 'vitest';
import { catalogIssues } from '../../functions/operator/catalog-rules.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { cad, catalog } from './fixtures.ts';

const good = catalog();
const [firstPlan, ...otherPlans] = good.plans;
const [base, movies] = good.packages;
const tv = good.plans.find((plan) => plan.type === 'tv');
if (!firstPlan || !base || !movies || !tv) throw new Error('The fixture lacks a part');

const onWindows = [{ platform: 'windows' as const, file: 'protection.msi' }];
type Product = NonNullable<CatalogDocument['securityProducts']>[number];
const protection = (over: Partial<Product> = {}): Product => ({
  productId: 'protection',
  name: { fr: 'Protection', en: 'Protection' },
  ...{ monthlyPrice: cad(0), audience: 'all', retired: false },
  ...{ included: true, seats: 5, platforms: onWindows },
  ...over,
});

describe('a catalog as a whole', () => {
  it('is good when everything it names is there', () => {
    expect(catalogIssues(good)).toEqual([]);
  });

  it.each<[string, Partial<CatalogDocument>, string]>([
    ['two plans of one id', { plans: [...good.plans, firstPlan] }, 'plans.6.planId'],
    ['two packages of one id', { packages: [...good.packages, base] }, 'packages.2.packageId'],
    [
      'two add-ons of one id',
      { addOns: good.addOns.concat(good.addOns.slice(0, 1)) },
      'addOns.2.addOnId',
    ],
    [
      'two channels of one number',
      {
        channels: good.channels.map((one) => ({
          ...one,
          number: one.number === 3 ? 2 : one.number,
        })),
      },
      'channels.1.number',
    ],
    [
      'two channels of one id',
      { channels: [...good.channels, { ...good.channels[0], number: 99 } as never] },
      'channels.3.channelId',
    ],
    [
      'two security products of one id',
      { securityProducts: [protection(), protection()] },
      'securityProducts.1.productId',
    ],
    [
      'a price for what is included',
      { securityProducts: [protection({ monthlyPrice: cad(100) })] },
      'securityProducts.0.monthlyPrice',
    ],
    [
      'a platform twice',
      { securityProducts: [protection({ platforms: [...onWindows, ...onWindows] })] },
      'securityProducts.0.platforms',
    ],
    [
      'a package with an unknown channel',
      { packages: [base, { ...movies, channels: ['film', 'gone'] }] },
      'packages.1.channels.1',
    ],
    [
      'a TV plan on an unknown base package',
      { plans: [{ ...tv, basePackageId: 'gone' }] },
      'plans.0.basePackageId',
    ],
    [
      'a TV plan on a package that is not basic',
      { plans: [{ ...tv, basePackageId: 'movies' }] },
      'plans.0.basePackageId',
    ],
    [
      'a TV plan including an unknown package',
      { plans: [{ ...tv, includedPackages: ['base', 'gone'] }] },
      'plans.0.includedPackages.1',
    ],
  ])('refuses %s', (_, over, path) => {
    expect(catalogIssues(catalog(over)).map((issue) => issue.path)).toEqual([path]);
  });

  it.each<[string, Partial<CatalogDocument>, string]>([
    ['plans', { plans: otherPlans }, 'plans'],
    ['add-ons', { addOns: good.addOns.slice(1) }, 'addOns'],
    ['packages', { packages: [base] }, 'packages'],
    ['channels', { channels: good.channels.slice(0, 2), packages: [base] }, 'channels'],
    [
      'types of an add-on',
      { addOns: good.addOns.map((one) => ({ ...one, for: 'tv' as const })) },
      'addOns',
    ],
  ])('refuses that %s of the catalog before it disappear', (_, over, path) => {
    const paths = catalogIssues(catalog(over), { previous: good }).map((issue) => issue.path);
    expect(new Set(paths).has(path)).toBe(true);
  });

  it('refuses what the catalog announced after it would lack', () => {
    const announced = catalog({ plans: otherPlans });
    expect(catalogIssues(good, { next: announced })).toHaveLength(1);
    expect(catalogIssues(announced, { previous: announced, next: good })).toEqual([]);
  });

  it.each([
    ['disappears', []],
    ['is to be paid where it was included', [protection({ included: false })]],
  ])('refuses that a security product %s', (_, securityProducts) => {
    const previous = catalog({ securityProducts: [protection()] });
    expect(catalogIssues(catalog({ securityProducts }), { previous })).toMatchObject([
      { path: 'securityProducts' },
    ]);
    // A catalog of before there were any has none to lose.
    expect(catalogIssues(previous, { previous: good })).toEqual([]);
  });

  it('lets a plan retire', () => {
    const retired = catalog({ plans: good.plans.map((plan) => ({ ...plan, retired: true })) });
    expect(catalogIssues(retired, { previous: good })).toEqual([]);
  });
});
