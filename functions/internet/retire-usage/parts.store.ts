/** How far a run has come, by its parts. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { partFailedIn } from '../part-failed.store.ts';
import type { ShardDay } from './store.ts';

export type PartsStore = {
  partDone: (runId: string, at: ShardDay, kept: boolean, now: Date) => Promise<void>;
  partFailed: (runId: string, at: ShardDay, now: Date) => Promise<void>;
};

export const partsStore = (table: Table): PartsStore => {
  const { client, name: TableName } = table;
  return {
    async partDone(runId, { shard, day }, kept, now) {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: keys.runPart(runId, shard, day),
          UpdateExpression: 'SET #status = :done, kept = :kept, finishedAt = :now',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':done': 'done', ':kept': kept, ':now': now.getTime() },
        }),
      );
    },

    partFailed: partFailedIn(table),
  };
};
