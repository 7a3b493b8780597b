/** The security products' access patterns: account and products are read together, in one round trip. */
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import { activityPart, type Activity } from '../../../shared/activity.ts';
import type { Customer } from '../../../shared/http/caller.ts';
import { storedSecurity, type StoredSecurity } from '../../../shared/security-products.ts';
import { getItems, itemAt } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { transact } from '../../../shared/table/transactions.ts';

export type SecurityStore = {
  load: (
    accountNumber: string,
    serviceId: string,
  ) => Promise<{ account: StoredAccount | undefined; security: StoredSecurity }>;
  /** `security` as it was read, changed. False when somebody else has changed it since. */
  save: (
    caller: Customer,
    security: StoredSecurity,
    entry: Pick<Activity, 'action' | 'details'> | undefined,
    now: Date,
  ) => Promise<boolean>;
};

const nothingYet = (serviceId: string): StoredSecurity => ({
  ...{ serviceId, version: 0, subscriptions: [], seats: [], downloads: {} },
});

export const securityStore = (table: Table): SecurityStore => ({
  async load(accountNumber, serviceId) {
    const at = {
      account: keys.account(accountNumber),
      security: keys.security(accountNumber, serviceId),
    };
    const items = await getItems(table, [at.account, at.security]);
    const account = itemAt(items, at.account);
    const security = itemAt(items, at.security);
    return {
      account: account && z.parse(storedAccount, account),
      security: security === undefined ? nothingYet(serviceId) : z.parse(storedSecurity, security),
    };
  },

  async save(caller, { version, ...security }, entry, now) {
    const failed = await transact(table, [
      {
        Put: {
          Item: {
            ...keys.security(caller.accountNumber, security.serviceId),
            ...security,
            version: version + 1,
          },
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : '#version = :version',
          ...(version === 0
            ? {}
            : {
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':version': version },
              }),
        },
      },
      ...(entry === undefined ? [] : [activityPart(caller, entry, now)]),
    ]);
    return failed.length === 0;
  },
});
