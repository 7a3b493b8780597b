/** The ways in which every store reaches the table. */
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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

/** The items of a partition as they are now, whose sort key begins with the prefix, page by page. */
export async function* pagesUnder(table: Table, pk: string, prefix = ''): AsyncGenerator<Item[]> {
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression:
          prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':prefix': prefix }) },
        ConsistentRead: true,
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
