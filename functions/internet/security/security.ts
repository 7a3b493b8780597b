/** What a customer has of a product, and what becomes of it. Pure: nothing is read or written here. */
import type { Day } from '../../../shared/calendar.ts';
import type { SecurityProduct } from '../../../shared/catalog/catalog.ts';
import type { Platform } from '../../../shared/http/fields.ts';
import { refuse, type Result } from '../../../shared/result.ts';
import type { Seat, StoredSecurity, Subscription } from '../../../shared/security-products.ts';

export const openSubscription = (
  { subscriptions }: StoredSecurity,
  productId: string,
): Subscription | undefined =>
  subscriptions.find((one) => one.productId === productId && one.cancelledOn === undefined);

export const hasProduct = (security: StoredSecurity, { productId, included }: SecurityProduct) =>
  included || openSubscription(security, productId) !== undefined;

export const seatsOf = ({ seats }: StoredSecurity, productId: string): Seat[] =>
  seats.filter((seat) => seat.productId === productId);

/** Undefined when it is subscribed to already. Taken back on the day it was canceled, it goes on. */
export function subscribed(
  security: StoredSecurity,
  productId: string,
  today: Day,
): StoredSecurity | undefined {
  if (openSubscription(security, productId) !== undefined) return undefined;
  const isOfToday = (one: Subscription) => one.productId === productId && one.cancelledOn === today;
  const before = security.subscriptions.find(isOfToday);
  const { activatedOn } = before ?? { activatedOn: today };
  return {
    ...security,
    subscriptions: [
      ...security.subscriptions.filter((one) => one !== before),
      { productId, activatedOn },
    ],
  };
}

/** Undefined when it is not subscribed to. What was had for no day leaves nothing to charge. */
export function cancelled(
  security: StoredSecurity,
  productId: string,
  today: Day,
): StoredSecurity | undefined {
  const open = openSubscription(security, productId);
  if (open === undefined) return undefined;
  const ended = open.activatedOn < today ? [{ ...open, cancelledOn: today }] : [];
  return {
    ...security,
    subscriptions: [...security.subscriptions.filter((one) => one !== open), ...ended],
    seats: security.seats.filter((seat) => seat.productId !== productId),
  };
}

export type Device = { platform: Platform; deviceName: string };

export type Downloaded = { after: StoredSecurity; seat: Seat; isNew: boolean; file: string };

type DownloadRefusal =
  | { reason: 'not-subscribed' }
  | { reason: 'platform-not-offered'; platforms: string[] }
  | {
      reason: 'no-seat-left';
      limit: number;
      used: number;
      seats: (Device & { seatId: string })[];
    };

const sameName = (one: string, other: string) =>
  one.normalize('NFKC').trim().toLowerCase() === other.normalize('NFKC').trim().toLowerCase();

/** `newId` becomes the seat's, if it takes a new one. */
export function downloaded(
  security: StoredSecurity,
  product: SecurityProduct,
  device: Device,
  { newId, now }: { newId: string; now: Date },
): Result<Downloaded, DownloadRefusal> {
  const { productId, platforms, seats: limit } = product;
  if (!hasProduct(security, product)) return refuse({ reason: 'not-subscribed' });
  const { platform, deviceName } = device;
  const offered = platforms.find((one) => one.platform === platform);
  if (offered === undefined) {
    return refuse({
      reason: 'platform-not-offered',
      platforms: platforms.map((one) => one.platform),
    });
  }
  const taken = seatsOf(security, productId);
  const own = taken.find(
    (seat) => seat.platform === platform && sameName(seat.deviceName, deviceName),
  );
  if (own === undefined && taken.length >= limit) {
    const seats = taken.map((seat) => ({
      seatId: seat.seatId,
      deviceName: seat.deviceName,
      platform: seat.platform,
    }));
    return refuse({ reason: 'no-seat-left', limit, used: taken.length, seats });
  }
  const at = now.getTime();
  const seat: Seat = own
    ? { ...own, lastDownloadAt: at }
    : { seatId: newId, productId, platform, deviceName, takenAt: at, lastDownloadAt: at };
  const ofProduct = security.downloads[productId] ?? {};
  const after = {
    ...security,
    seats: [...security.seats.filter((one) => one !== own), seat],
    downloads: {
      ...security.downloads,
      [productId]: { ...ofProduct, [platform]: (ofProduct[platform] ?? 0) + 1 },
    },
  };
  return { ok: true, value: { after, seat, isNew: own === undefined, file: offered.file } };
}

/** Undefined when the product has no such seat. */
export function seatFreed(
  security: StoredSecurity,
  productId: string,
  seatId: string,
): StoredSecurity | undefined {
  const seats = security.seats.filter(
    (seat) => !(seat.productId === productId && seat.seatId === seatId),
  );
  return seats.length === security.seats.length ? undefined : { ...security, seats };
}
