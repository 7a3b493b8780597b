/** How far a run has come with a partition: whoever takes it up goes on from there. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, held } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';

export type At = { runId: string; partition: number };
export type Counts = { accounts: number; notices: number; unreachable: number };

const part = z.object({
  status: z.enum(['pending', 'done', 'failed']),
  /** The last account that was looked at. */
  from: z.optional(z.string()),
});
export type NoticePart = z.output<typeof part>;

export type PartsStore = {
  part: (at: At) => Promise<NoticePart | undefined>;
  /** `next`: the last account of a page, undefined at the end. Without effect when somebody else was there. */
  advance: (
    at: At,
    step: { from: string | undefined; next: string | undefined; counts: Counts },
    now: Date,
  ) => Promise<boolean>;
  partFailed: (at: At, now: Date) => Promise<void>;
};

const keyOf = ({ runId, partition }: At) => keys.runPart(runId, partition, '');

export function noticePartsStore({ client, name: TableName }: Table): PartsStore {
  const table = { client, name: TableName };
  return {
    part: (at) => getItem(table, part, keyOf(at)),

    advance: (at, { from, next, counts }, now) =>
      held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyOf(at),
            UpdateExpression:
              (next === undefined
                ? 'SET #status = :done, finishedAt = :now'
                : 'SET #from = :next, #status = :pending') +
              ' ADD accounts :accounts, notices :notices, unreachable :unreachable',
            ConditionExpression: `attribute_exists(pk) AND #status <> :done AND ${
              from === undefined ? 'attribute_not_exists(#from)' : '#from = :from'
            }`,
            ExpressionAttributeNames: { '#status': 'status', '#from': 'from' },
            ExpressionAttributeValues: {
              ':done': 'done',
              ...(next === undefined
                ? { ':now': now.getTime() }
                : { ':next': next, ':pending': 'pending' }),
              ...(from === undefined ? {} : { ':from': from }),
              ':accounts': counts.accounts,
              ':notices': counts.notices,
              ':unreachable': counts.unreachable,
            },
          }),
        ),
      ),

    async partFailed(at, now) {
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyOf(at),
            UpdateExpression: 'SET #status = :failed, finishedAt = :now',
            ConditionExpression: 'attribute_exists(pk) AND #status <> :done',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ...{ ':failed': 'failed', ':done': 'done', ':now': now.getTime() },
            },
          }),
        ),
      );
    },
  };
}
