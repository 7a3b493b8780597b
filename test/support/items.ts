/** Looks into the table, and puts there what another part of the system would have left. */
import { DeleteCommand, GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from '../../shared/table/client.ts';

export const itemOf = async (table: Table, key: Key) =>
  (
    await table.client.send(
      new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
    )
  ).Item;

export async function updateItem(table: Table, key: Key, values: Record<string, unknown>) {
  const names = Object.keys(values);
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  );
}

export const removeItem = (table: Table, key: Key) =>
  table.client.send(new DeleteCommand({ TableName: table.name, Key: key }));

export const removeAttribute = (table: Table, key: Key, name: string) =>
  table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: 'REMOVE #name',
      ExpressionAttributeNames: { '#name': name },
    }),
  );

/** Every item whose partition begins so: for small tables of tests alone. */
export async function itemsWith(table: Table, prefix: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return Items.filter(({ pk }) => String(pk).startsWith(prefix));
}
