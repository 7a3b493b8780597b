/** Catalog versions as stored: one item each, the document packed, since 2 MB of JSON is 100 KB so. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Day } from '../calendar.ts';
import type { Table } from '../table/client.ts';
import { keys } from '../table/keys.ts';
import type { CatalogDocument } from './document.ts';

const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

const catalogVersion = z.object({
  version: z.int(),
  effectiveFrom: z.string(),
  hash: z.string(),
  body: z.instanceof(Uint8Array),
});

export type Catalog = { version: number; document: CatalogDocument };
export type StoredCatalog = Catalog & { effectiveFrom: Day; hash: string };

/** The largest packed document that fits an item (400 KB) beside its keys. */
export const maxPackedBytes = 390_000;

export const hashOfCatalog = (document: CatalogDocument) =>
  createHash('sha256').update(JSON.stringify(document)).digest('base64url');

export const packCatalog = (document: CatalogDocument) => pack(JSON.stringify(document));

export const catalogItem = (version: number, document: CatalogDocument, body: Uint8Array) => ({
  ...keys.catalog(document.effectiveFrom, version),
  version,
  effectiveFrom: document.effectiveFrom,
  hash: hashOfCatalog(document),
  body,
});

/** The newest version of the last day that is not after `day`. */
export const catalogInForceOn = (table: Table, day: Day) =>
  firstCatalog(table, { from: 'EFFECTIVE#', to: `EFFECTIVE#${day}#~`, newestFirst: true });

/** The newest version of the first day after `day` for which one is announced. */
export async function catalogAnnouncedAfter(table: Table, day: Day) {
  const announced = await firstCatalog(table, {
    from: `EFFECTIVE#${day}#~`,
    to: 'EFFECTIVE#~',
    newestFirst: false,
  });
  return announced === undefined ? undefined : catalogInForceOn(table, announced.effectiveFrom);
}

type Range = { from: string; to: string; newestFirst: boolean };

async function firstCatalog(table: Table, range: Range): Promise<StoredCatalog | undefined> {
  const { Items: [item] = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.catalogHead().pk,
        ':from': range.from,
        ':to': range.to,
      },
      ScanIndexForward: !range.newestFirst,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  if (item === undefined) return undefined;
  const { body, ...stored } = z.parse(catalogVersion, item);
  // Checked as a whole before it was stored, and never changed since.
  const document = JSON.parse((await unpack(body)).toString()) as CatalogDocument;
  return { ...stored, document };
}
