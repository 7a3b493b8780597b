/** The ways in which every store reaches the table. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Key, Table } from './client.ts';

type Item = Record<string, unknown>;

/** One item as it is now; undefined when there is none. */
export async function getItem<S extends z.ZodMiniType>(
  table: Table,
  schema: S,
  key: Key,
): Promise<z.output<S> | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : z.parse(schema, Item);
}

/** How often a busy table is asked. */
const batchTries = 5;
/** Keys that the table takes at a time. */
const batchSize = 100;

/**
 * Several items as they are now, in one round trip for each 100; those that are not there are left
 * out. What a busy table left for later is asked for again.
 */
export async function getItems(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  for (let from = 0; from < keys.length; from += batchSize) {
    items.push(...(await getBatch(table, keys.slice(from, from + batchSize))));
  }
  return items;
}

async function getBatch(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let left = [...keys];
  for (let attempt = 1; left.length > 0; attempt++) {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[table.name] ?? []));
    left = (UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
    if (left.length === 0) break;
    if (attempt === batchTries) throw new TableBusy();
    await sleep(25 * 2 ** attempt * Math.random());
  }
  return items;
}

/** Named as DynamoDB names it, so that the caller is asked for patience. */
class TableBusy extends Error {
  override name = 'ProvisionedThroughputExceededException';
}

export const itemAt = (items: readonly Item[], { pk, sk }: Key): Item | undefined =>
  items.find((item) => item['pk'] === pk && item['sk'] === sk);

/**
 * The items of a partition as they are now, whose sort key begins with the prefix, page by page; of
 * each only some attributes where they are named.
 */
export const pagesUnder = (table: Table, pk: string, prefix = '', only?: string) =>
  prefix === ''
    ? pages(table, { KeyConditionExpression: 'pk = :pk' }, { ':pk': pk }, only)
    : pages(
        table,
        { KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)' },
        { ':pk': pk, ':prefix': prefix },
        only,
      );

/** The same for sort keys from one to another, both included. */
export const pagesBetween = (table: Table, pk: string, [first, last]: readonly [string, string]) =>
  pages(
    table,
    { KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last' },
    { ':pk': pk, ':first': first, ':last': last },
  );

async function* pages(
  table: Table,
  condition: { KeyConditionExpression: string },
  values: Record<string, string>,
  only?: string,
): AsyncGenerator<Item[]> {
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...condition,
        ExpressionAttributeValues: values,
        ConsistentRead: true,
        ...(only === undefined ? {} : { ProjectionExpression: only }),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield Items;
    from = LastEvaluatedKey;
  } while (from !== undefined);
}

/** All of them, for partitions that stay small. */
export async function itemsUnder(table: Table, pk: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesUnder(table, pk, prefix)) items.push(...page);
  return items;
}

/** Their keys alone, where the items are large. */
export async function keysUnder(table: Table, pk: string, prefix = ''): Promise<Key[]> {
  const found: Key[] = [];
  for await (const page of pagesUnder(table, pk, prefix, 'pk, sk')) found.push(...(page as Key[]));
  return found;
}

/** What a conditional write gave; undefined when its condition did not hold and nothing was written. */
export async function ifHeld<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'ConditionalCheckFailedException') {
      return undefined;
    }
    throw fault;
  }
}

/** Whether a conditional write was made. */
export const held = async (write: Promise<object>): Promise<boolean> =>
  (await ifHeld(write)) !== undefined;
