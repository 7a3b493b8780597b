/** A record of a TV purchase, as the operator's systems export it (snake case). */
import * as z from 'zod/mini';
import { accountNumber, cents, instant, serviceId, text } from '../../../shared/http/fields.ts';
import { purchaseStatuses, purchaseTypes } from '../../../shared/tv-purchase.ts';

const id = (description: string) =>
  z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/), z.describe(description));

/** No purchase costs as much: it keeps every sum of them exact. */
const most = 9_999_999;

export const purchaseRecord = z.strictObject({
  purchase_id: id('Unique over all accounts; with the status it names the event'),
  account: accountNumber,
  service_id: z.optional(
    serviceId.check(
      z.describe(
        'The TV service it was ordered on. Needed with the first event where the account had several that day',
      ),
    ),
  ),
  type: z
    .enum(purchaseTypes)
    .check(z.describe('vod: on demand; ppv: pay-per-view, billed only once viewing starts')),
  title_id: id('Identifier of the title'),
  title: text(200, 'Title as customers read it').check(z.refine((title) => title.isWellFormed())),
  masked: z.boolean().check(z.describe('Whether the title is hidden from delegates')),
  ordered_at: instant.check(
    z.describe(
      'The purchase is listed in the billing period of this moment. At most 760 days ago, and 5 minutes ahead of our clock',
    ),
  ),
  rental_hours: z
    .union([z.literal(24), z.literal(48)])
    .check(z.describe('How long it can be watched, from the start of viewing')),
  viewed_at: z.optional(
    instant.check(
      z.describe('When viewing started. Needed with `viewed`, none with `pending`, else as known'),
    ),
  ),
  status: z
    .enum(purchaseStatuses)
    .check(z.describe('What has happened; see the description of the route')),
  amount: cents.check(
    z.nonnegative(),
    z.maximum(most),
    z.describe('Cents: the price; what was charged; of `credited`, what was given back'),
  ),
  currency: z.literal('CAD'),
});
export type PurchaseRecord = z.output<typeof purchaseRecord>;

export const mostRecords = 500;

export const purchaseBatch = z.strictObject({
  records: z.array(purchaseRecord).check(z.minLength(1), z.maxLength(mostRecords)),
});
