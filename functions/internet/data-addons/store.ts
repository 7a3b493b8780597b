/** Data add-ons' access patterns: account and usage are read side by side, a purchase is a transaction. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import { activityPart } from '../../../shared/activity.ts';
import type { Day } from '../../../shared/calendar.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import { doneParts } from '../../../shared/order-parts.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact, type Part } from '../../../shared/table/transactions.ts';
import { lookIfUnusedSincePart } from '../../../shared/usage-period.ts';
import { termsPart } from '../../../shared/usage-terms.ts';
import { usageStore, type ServiceUsage } from '../store.ts';
import type { Page } from './load-page.ts';
import type { Purchase } from './purchase.ts';

type At = { accountNumber: string; serviceId: string };
type Buying = {
  purchase: Purchase;
  /** What it was decided on. */
  page: Page;
  caller: Customer;
  /** Keeps the answer for who asks again. */
  answered: Part;
};

export type DataAddOnStore = {
  /**
   * With the periods that begin on `since` or later; undefined when the account has no such Internet
   * service. `current`: as it is at this moment, for who is about to change it.
   */
  load: (
    at: At,
    since: Day,
    current?: 'current',
  ) => Promise<{ account: StoredAccount; usage: ServiceUsage } | undefined>;
  /**
   * False when account, terms or totals have changed since they were read, or another request has
   * taken the key over; nothing was written.
   */
  buy: (buying: Buying) => Promise<boolean>;
};

export const dataAddOnStore = (table: Table): DataAddOnStore => ({
  async load({ accountNumber, serviceId }, since, current) {
    const [{ Item }, usage] = await Promise.all([
      table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: keys.account(accountNumber),
          ConsistentRead: current !== undefined,
        }),
      ),
      usageStore(table).load(accountNumber, serviceId, since, current),
    ]);
    if (Item === undefined || usage === undefined) return undefined;
    return { account: z.parse(storedAccount, Item), usage };
  },

  async buy({ purchase, page, caller, answered }) {
    const { order, terms, lookAt } = purchase;
    const { account, period, days, stored, now } = page;
    const { orderId, serviceId, accountNumber } = order;
    const { dataAddOnId } = purchase.bought;
    const place = { accountNumber, serviceId, start: period.start };
    const failed = await transact(table, [
      // The service has the plan, and its holder is, who they were.
      {
        ConditionCheck: {
          Key: keys.account(accountNumber),
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': account.version },
        },
      },
      termsPart(place, stored, terms),
      lookIfUnusedSincePart(place, lookAt, { end: period.end, days }),
      ...doneParts(order, account, now),
      activityPart(
        caller,
        { action: 'data-add-on-bought', details: { orderId, serviceId, dataAddOnId } },
        now,
      ),
      answered,
    ]);
    return failed.length === 0;
  },
});
