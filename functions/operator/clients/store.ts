/** The access patterns of administering clients. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readClient, storedClient, type StoredClient } from '../../../shared/operator-client.ts';
import { held, itemsUnder } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';

export type ClientStore = {
  /** False when there is, or was, a client with this id. */
  create: (client: StoredClient) => Promise<boolean>;
  find: (clientId: string) => Promise<StoredClient | undefined>;
  /** By id. */
  list: () => Promise<StoredClient[]>;
  /** False when it was changed since that version was read. */
  replace: (client: StoredClient, read: number) => Promise<boolean>;
};

export function clientStore(table: Table): ClientStore {
  const put = (client: StoredClient, condition: object) =>
    held(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...keys.client(client.clientId), ...client },
          ...condition,
        }),
      ),
    );

  return {
    create: (client) => put(client, { ConditionExpression: 'attribute_not_exists(pk)' }),
    find: (clientId) => readClient(table, clientId),

    async list() {
      const { pk, sk: prefix } = keys.client('');
      const items = await itemsUnder(table, pk, prefix);
      return items.map((item) => z.parse(storedClient, item));
    },

    replace: (client, read) =>
      put(client, {
        ConditionExpression: '#version = :read',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':read': read },
      }),
  };
}
