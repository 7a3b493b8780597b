/** Publishing catalogs: numbered by a counter, never changed once stored. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Day } from '../../shared/calendar.ts';
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
  /** `newest`: the last version given out, 0 for none. `previous` may be of the same day. */
  around: (day: Day) => Promise<{ newest: number; previous?: StoredCatalog; next?: StoredCatalog }>;
  isSame: (stored: StoredCatalog, document: CatalogDocument) => boolean;
  /** `outrun`: somebody else has published since `newest` was read. */
  save: (newest: number, document: CatalogDocument) => Promise<'saved' | 'outrun' | 'too-large'>;
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
      return {
        newest: Item === undefined ? 0 : z.parse(head, Item).version,
        ...(previous && { previous }),
        ...(next && { next }),
      };
    },

    async save(newest, document) {
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
            Item: catalogItem(version, document, body),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]);
      return failed.length === 0 ? 'saved' : 'outrun';
    },
  };
}
