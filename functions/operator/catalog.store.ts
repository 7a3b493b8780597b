/** Publishing catalogs: numbered by a counter, never changed once stored. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { addDays, type Day } from '../../shared/calendar.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import {
  catalogAnnouncedAfter,
  catalogInForceOn,
  catalogItem,
  hashOfCatalog,
  maxPackedBytes,
  packCatalog,
  type StoredCatalog,
} from '../../shared/catalog/store.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';

const head = z.object({ version: z.int() });

export type CatalogStore = {
  around: (day: Day) => Promise<Around>;
  isSame: (stored: StoredCatalog, document: CatalogDocument) => boolean;
  /** `outrun`: somebody else has published since `newest` was read. */
  save: (
    newest: number,
    document: CatalogDocument,
    noticeWaived: boolean,
  ) => Promise<'saved' | 'outrun' | 'too-large'>;
};

export type Around = {
  /** The last version given out, 0 for none. */
  newest: number;
  /** In force on the day as things are; may be of the same day. */
  previous?: StoredCatalog;
  /** In force on the day before. */
  before?: StoredCatalog;
  next?: StoredCatalog;
};

export function catalogStore(table: Table): CatalogStore {
  return {
    isSame: (stored, document) => stored.hash === hashOfCatalog(document),

    async around(day) {
      // The counter first: what is published after it was read makes the write fail.
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keys.catalogHead(), ConsistentRead: true }),
      );
      const [previous, next] = await Promise.all([
        catalogInForceOn(table, day),
        catalogAnnouncedAfter(table, day),
      ]);
      const isReplaced = previous?.effectiveFrom === day;
      const before = isReplaced ? await catalogInForceOn(table, addDays(day, -1)) : previous;
      return {
        newest: Item === undefined ? 0 : z.parse(head, Item).version,
        ...(previous && { previous }),
        ...(before && { before }),
        ...(next && { next }),
      };
    },

    async save(newest, document, noticeWaived) {
      const body = await packCatalog(document);
      if (body.length > maxPackedBytes) return 'too-large';
      const version = newest + 1;
      const failed = await transact(table, [
        {
          Put: {
            Item: { ...keys.catalogHead(), version },
            ConditionExpression: 'attribute_not_exists(pk) OR #version = :newest',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':newest': newest },
          },
        },
        {
          Put: {
            Item: catalogItem(version, document, body, noticeWaived),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]);
      return failed.length === 0 ? 'saved' : 'outrun';
    },
  };
}
