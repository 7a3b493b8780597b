/** The access patterns of telling the accounts of a partition. */
import * as z from 'zod/mini';
import { storedAccount, type StoredAccount } from '../../../shared/account.ts';
import type { Day } from '../../../shared/calendar.ts';
import type { CatalogDocument } from '../../../shared/catalog/document.ts';
import { getItem, getItems } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { queryPage } from '../../../shared/table/page.ts';
import { transact } from '../../../shared/table/transactions.ts';
import { catalogsToTell } from './known-changes.store.ts';
import { changesTold, type ChangesTold, type noticeItems } from './notice.ts';

export type NoticeStore = {
  catalogs: (today: Day) => Promise<CatalogDocument[]>;
  /** Accounts with TV after one; `next` is missing at the end. */
  page: (partition: number, from: string | undefined) => Promise<AccountPage>;
  accounts: (accountNumbers: readonly string[]) => Promise<StoredAccount[]>;
  /** By account, where there is any. */
  toldTo: (accountNumbers: readonly string[]) => Promise<ReadonlyMap<string, ChangesTold>>;
  told: (accountNumber: string) => Promise<ChangesTold | undefined>;
  /** False when somebody else has told the account meanwhile: nothing was written. */
  tell: (
    items: ReturnType<typeof noticeItems>,
    before: ChangesTold | undefined,
  ) => Promise<boolean>;
};

export type AccountPage = { accountNumbers: string[]; next?: string };

/** What one BatchGet takes. */
const accountsAtATime = 100;
const toldItem = z.extend(changesTold, { pk: z.string() });

export function noticeStore(table: Table, pageSize = accountsAtATime): NoticeStore {
  return {
    catalogs: (today) => catalogsToTell(table, today),

    async page(partition, from) {
      const { pk } = keys.tvAccount(partition, '');
      const range = { pk, first: '0', last: '~', newestFirst: false };
      const { items, next } = await queryPage(table, range, { limit: pageSize, from });
      const accountNumbers = items.map(({ sk }) => String(sk));
      return { accountNumbers, ...(next === undefined ? {} : { next }) };
    },

    async accounts(accountNumbers) {
      const items = await getItems(table, accountNumbers.map(keys.account));
      return items.map((item) => z.parse(storedAccount, item));
    },

    async toldTo(accountNumbers) {
      const items = await getItems(table, accountNumbers.map(keys.changesTold));
      const byKey = new Map(items.map((item) => [String(item['pk']), z.parse(toldItem, item)]));
      return new Map(
        accountNumbers.flatMap((one) => {
          const told = byKey.get(keys.changesTold(one).pk);
          return told === undefined ? [] : [[one, told]];
        }),
      );
    },

    told: (accountNumber) => getItem(table, changesTold, keys.changesTold(accountNumber)),

    async tell({ mail, known }, before) {
      const failed = await transact(table, [
        { Put: { Item: mail, ConditionExpression: 'attribute_not_exists(pk)' } },
        {
          Put: {
            Item: known,
            ...(before === undefined
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#version = :before',
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: { ':before': before.version },
                }),
          },
        },
      ]);
      return failed.length === 0;
    },
  };
}
