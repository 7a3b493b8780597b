/** The mark of a shard-day that waits for a fold. */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { held } from '../../shared/table/access.ts';
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

/**
 * Takes the mark away, unless something came after its token was read: then what waits has waited
 * since that moment.
 */
export async function clearPending(
  { client, name: TableName }: Table,
  { shard, day }: { shard: number; day: string },
  token: string,
  since: Date,
): Promise<void> {
  const mark = {
    ...{ TableName, Key: keys.pending(shard, day) },
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':token': token },
  };
  const isCleared = await held(
    client.send(new DeleteCommand({ ...mark, ConditionExpression: '#token = :token' })),
  );
  if (isCleared) return;
  await held(
    client.send(
      new UpdateCommand({
        ...mark,
        UpdateExpression: 'SET since = :since',
        // A fold that cleared it meanwhile leaves nothing to be told of.
        ConditionExpression: '#token <> :token AND attribute_exists(pk)',
        ExpressionAttributeValues: { ':token': token, ':since': since.getTime() },
      }),
    ),
  );
}
