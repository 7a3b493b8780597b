/** Tells of a run's part that it was given up. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

export const partFailedIn =
  ({ client, name: TableName }: Table) =>
  async (runId: string, { shard, day }: { shard: number; day: string }, now: Date) => {
    await client.send(
      new UpdateCommand({
        TableName,
        Key: keys.runPart(runId, shard, day),
        UpdateExpression: 'SET #status = :failed, finishedAt = :now',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':failed': 'failed', ':now': now.getTime() },
      }),
    );
  };
