/** The list's access pattern: a page of it is one Query, beside the account. */
import * as z from 'zod/mini';
import { storedAccount } from '../../../shared/account.ts';
import { getItem } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys, tvHistoryUnder } from '../../../shared/table/keys.ts';
import { queryPage, type Page, type Range } from '../../../shared/table/page.ts';
import { tvHistoryEntry, type TvHistoryEntry } from '../../../shared/tv/history.ts';

const holding = z.pick(storedAccount, { services: true });

export type TvHistoryStore = {
  /** Also of one that has ended. */
  hasTv: (accountNumber: string, serviceId: string) => Promise<boolean>;
  /** The newest first. */
  page: (accountNumber: string, serviceId: string, range: Range) => Promise<Page<TvHistoryEntry>>;
};

export const tvHistoryStore = (table: Table): TvHistoryStore => ({
  async hasTv(accountNumber, serviceId) {
    const account = await getItem(table, holding, keys.account(accountNumber));
    const services = account?.services ?? [];
    return services.some((one) => one.serviceId === serviceId && one.type === 'tv');
  },

  async page(accountNumber, serviceId, range) {
    const { pk } = keys.account(accountNumber);
    const first = `${tvHistoryUnder}${serviceId}#`;
    const found = await queryPage(
      table,
      { pk, first, last: `${first}~`, newestFirst: true },
      range,
    );
    return { ...found, items: found.items.map((item) => z.parse(tvHistoryEntry, item)) };
  },
});
