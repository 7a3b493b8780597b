/** What a customer sees of the security products, from what is stored and sold. */
import type * as z from 'zod/mini';
import { changesOwnServices, type AccountKind } from '../../../shared/account.ts';
import { periodOf, type Cycle, type Day } from '../../../shared/calendar.ts';
import {
  nameIn,
  securityProductsOf,
  type SecurityProduct,
} from '../../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import type { Permission } from '../../../shared/http/contract.ts';
import type { Language } from '../../../shared/http/fields.ts';
import { prorated } from '../../../shared/proration.ts';
import type { Seat, StoredSecurity } from '../../../shared/security-products.ts';
import type { securityContract } from './contract.ts';
import { openSubscription, seatsOf } from './security.ts';

type ProductView = z.input<
  (typeof securityContract)['listSecurityProducts']['answer']
>['items'][number];
type SubscriptionView = z.input<(typeof securityContract)['subscribeSecurityProduct']['answer']>;

/** What is sold to the kind of account, and what is not sold any more but had. */
export const productsFor = (
  catalog: CatalogDocument,
  kind: AccountKind,
  security: StoredSecurity,
): SecurityProduct[] =>
  securityProductsOf(catalog).filter(
    ({ productId, retired, audience }) =>
      (!retired && (audience === 'all' || audience === kind)) ||
      openSubscription(security, productId) !== undefined,
  );

export function productView(
  { productId, name, monthlyPrice, included, platforms, seats: limit }: SecurityProduct,
  security: StoredSecurity,
  language: Language,
): ProductView {
  const open = openSubscription(security, productId);
  const items = seatsOf(security, productId).map(seatView);
  return {
    productId,
    name: nameIn(name, language),
    state: included ? 'included' : open === undefined ? 'available' : 'active',
    monthlyPrice,
    ...(open === undefined ? {} : { activatedOn: open.activatedOn }),
    platforms: platforms.map(({ platform }) => ({
      platform,
      downloads: security.downloads[productId]?.[platform] ?? 0,
    })),
    seats: { limit, used: items.length, items },
  };
}

export const seatView = ({ seatId, deviceName, platform, takenAt, lastDownloadAt }: Seat) => ({
  ...{ seatId, deviceName, platform },
  takenAt: new Date(takenAt).toISOString(),
  lastDownloadAt: new Date(lastDownloadAt).toISOString(),
});

/** Without `kind` nothing has changed, and nothing is charged. */
export function subscriptionView(
  product: SecurityProduct,
  security: StoredSecurity,
  change: {
    kind: 'charge' | 'credit' | undefined;
    today: Day;
    cycles: readonly Cycle[];
    language: Language;
  },
): SubscriptionView {
  const { kind, today, cycles, language } = change;
  const { monthlyPrice } = product;
  return {
    product: productView(product, security, language),
    changed: kind !== undefined,
    price: {
      monthlyPrice,
      ...(kind === undefined
        ? {}
        : { prorated: { kind, ...prorated(monthlyPrice, today, periodOf(today, cycles)) } }),
    },
  };
}

export const mayChange = (kind: AccountKind, permissions: readonly Permission[]) =>
  changesOwnServices[kind] && permissions.includes('changeServices');
