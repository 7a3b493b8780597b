/** Intake's access patterns: what is known of the accounts and purchases of a batch, and a purchase's next state. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount } from '../../../shared/account.ts';
import { getItems, held } from '../../../shared/table/access.ts';
import { ttlAt, type Key, type Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact } from '../../../shared/table/transactions.ts';
import {
  purchaseKeptFor,
  storedPurchase,
  type StoredPurchase,
} from '../../../shared/tv-purchase.ts';
import type { BuyingAccount } from './service-of.ts';

type Wanted = { accountNumbers: readonly string[]; purchaseIds: readonly string[] };

export type Known = {
  accounts: ReadonlyMap<string, BuyingAccount>;
  purchases: ReadonlyMap<string, StoredPurchase>;
};

export type PurchaseIntakeStore = {
  /** A round trip for each 100 of both, and one for each 100 purchases that are there. */
  load: (wanted: Wanted, now: Date) => Promise<Known>;
  /** False when something was told of the purchase since it was read: read again, and repeat. */
  save: (
    purchase: StoredPurchase,
    before: StoredPurchase | undefined,
    now: Date,
  ) => Promise<boolean>;
};

const account = z.pick(storedAccount, { accountNumber: true, services: true, timeZone: true });
/** Where a purchase is, for who knows its id alone. */
const place = z.pick(storedPurchase, {
  ...{ purchaseId: true, accountNumber: true, serviceId: true, orderedAt: true },
});
type Place = z.output<typeof place>;

const keyAt = ({ accountNumber, serviceId, orderedAt, purchaseId }: Place): Key =>
  keys.purchase(accountNumber, serviceId, new Date(orderedAt).toISOString(), purchaseId);

export const purchaseIntakeStore = (table: Table): PurchaseIntakeStore => ({
  async load({ accountNumbers, purchaseIds }, now) {
    const items = await getItems(table, [
      ...accountNumbers.map(keys.account),
      ...purchaseIds.map(keys.purchasePlace),
    ]);
    const isAccount = (item: Record<string, unknown>) => item['sk'] === keys.account('').sk;
    const accounts = items.filter(isAccount).map((item) => z.parse(account, item));
    const places = items
      .filter((item) => !isAccount(item))
      .map((item) => keyAt(z.parse(place, item)));
    const purchases = (await getItems(table, places))
      .map((item) => z.parse(storedPurchase, item))
      .filter(({ orderedAt }) => orderedAt + purchaseKeptFor > now.getTime());
    return {
      accounts: new Map(accounts.map((one) => [one.accountNumber, one])),
      purchases: new Map(purchases.map((one) => [one.purchaseId, one])),
    };
  },

  async save(purchase, before, now) {
    // Events are only ever added: how many there are is the version.
    const { length: version } = purchase.events;
    const expiresAt = ttlAt(new Date(purchase.orderedAt + purchaseKeptFor));
    const Item = { ...keyAt(purchase), ...purchase, version, expiresAt };
    if (before !== undefined) {
      return held(
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item,
            ConditionExpression: '#version = :read',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':read': before.events.length },
          }),
        ),
      );
    }
    // Its id may have been another's, whose time is over and who is not swept up yet.
    const isNew = {
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': ttlAt(now) },
    };
    const where: Place = z.parse(place, purchase);
    const failed = await transact(table, [
      {
        Put: {
          Item: { ...keys.purchasePlace(purchase.purchaseId), ...where, expiresAt },
          ...isNew,
        },
      },
      { Put: { Item, ...isNew } },
    ]);
    return failed.length === 0;
  },
});
