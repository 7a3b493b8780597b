/** A page of a partition, between two sort keys. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';

/** `from`: sort key of the last one of the page before. */
export type Range = { limit: number; from: string | undefined };
/** `next`: there may be more after this sort key. */
export type Page<T> = { items: T[]; next?: string };

type Span = { pk: string; first: string; last: string; newestFirst: boolean };

export async function queryPage(
  table: Table,
  { pk, first, last, newestFirst }: Span,
  { limit, from }: Range,
): Promise<Page<Record<string, unknown>>> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
      ScanIndexForward: !newestFirst,
      // One more tells whether there is a next page.
      Limit: limit + 1,
      ...(from === undefined ? {} : { ExclusiveStartKey: { pk, sk: from } }),
    }),
  );
  const items: Record<string, unknown>[] = Items.slice(0, limit);
  const isLast = LastEvaluatedKey === undefined && Items.length <= limit;
  const end = items.at(-1);
  return { items, ...(isLast || end === undefined ? {} : { next: end['sk'] as string }) };
}
