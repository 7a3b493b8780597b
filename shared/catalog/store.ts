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
  /** It came too late for holders to be told in time: they are told as soon as it is there. */
  noticeWaived: z.optional(z.boolean()),
  body: z.instanceof(Uint8Array),
});

/** In which a catalog's days are meant. */
export const catalogTimeZone = 'America/Toronto';

export type Catalog = { version: number; document: CatalogDocument };
export type StoredCatalog = Catalog & {
  effectiveFrom: Day;
  hash: string;
  noticeWaived?: boolean | undefined;
};

/** The largest packed document that fits an item (400 KB) beside its keys. */
export const maxPackedBytes = 390_000;

export const hashOfCatalog = (document: CatalogDocument) =>
  createHash('sha256').update(JSON.stringify(document)).digest('base64url');

export const packCatalog = (document: CatalogDocument) => pack(JSON.stringify(document));

export const catalogItem = (
  version: number,
  document: CatalogDocument,
  body: Uint8Array,
  noticeWaived: boolean,
) => ({
  ...keys.catalog(document.effectiveFrom, version),
  ...(noticeWaived ? { noticeWaived } : {}),
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

/** All that are announced for days after `day`, in their order: of each day the newest version. */
export async function catalogsAnnouncedAfter(table: Table, day: Day): Promise<StoredCatalog[]> {
  const found: StoredCatalog[] = [];
  for (let after = day; ;) {
    const next = await catalogAnnouncedAfter(table, after);
    if (next === undefined) return found;
    found.push(next);
    after = next.effectiveFrom;
  }
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
