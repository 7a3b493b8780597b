/** Marks a shard-day for a fold. */
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

/**
 * Always a new token: a fold that is under way may have missed what was put before. `since` stays with
 * the first mark that no fold has taken away: how far behind the totals are is told by it.
 */
export async function markPending(
  { client, name: TableName }: Table,
  { shard, day }: { shard: number; day: string },
  now: Date,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName,
      Key: keys.pending(shard, day),
      UpdateExpression: 'SET #token = :token, since = if_not_exists(since, :now)',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: { ':token': randomUUID(), ':now': now.getTime() },
    }),
  );
}
