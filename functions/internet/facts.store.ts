/** The list of shard-days that have facts, by which those that are to be retired are found. */
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

/** Each time with another token: it is taken off the list only as whoever emptied it found it. */
export const listFacts = (table: Table, { shard, day }: { shard: number; day: string }) =>
  table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...keys.facts(shard, day), token: randomUUID() },
    }),
  );
