/** The dispatcher's access patterns. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { JobName } from '../../../../shared/jobs.ts';
import { held, pagesUnder } from '../../../../shared/table/access.ts';
import { ttlAt, type Table } from '../../../../shared/table/client.ts';
import { keys, shardDayOf } from '../../../../shared/table/keys.ts';

export type ShardDay = { shard: number; day: string };
export type RunStart = {
  runId: string;
  job: JobName;
  trigger: 'schedule' | 'request';
  now: Date;
};

export type DispatchStore = {
  /** False when the run was dispatched to its end already. */
  startRun: (run: RunStart) => Promise<boolean>;
  /** With when the first of what waits to be folded came in; epoch ms. */
  pending: () => Promise<(ShardDay & { since: number })[]>;
  /** A part that is there already stays as it is. */
  addPart: (runId: string, part: ShardDay, now: Date) => Promise<void>;
  /** Parts nobody has worked off, those of an earlier delivery included. */
  openParts: (runId: string) => Promise<ShardDay[]>;
  /** `oldest`: since when the oldest usage waits; undefined when none does. */
  endDispatch: (runId: string, now: Date, oldest?: number) => Promise<void>;
};

const keptFor = 90 * 86_400_000;
const after = (now: Date) => ttlAt(new Date(now.getTime() + keptFor));
const part = z.object({ shard: z.int(), day: z.string(), status: z.string() });
const mark = z.object({ sk: z.string(), since: z._default(z.number(), Infinity) });
const started = z.object({ dispatchedAt: z.optional(z.number()) });

export function dispatchStore(table: Table): DispatchStore {
  const TableName = table.name;
  const { client } = table;

  async function under(pk: string, prefix?: string) {
    const items: Record<string, unknown>[] = [];
    for await (const page of pagesUnder(table, pk, prefix)) items.push(...page);
    return items;
  }

  return {
    async startRun({ runId, job, trigger, now }) {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: keys.run(runId),
          UpdateExpression:
            'SET runId = :runId, job = :job, #trigger = :trigger, #status = :running, ' +
            'startedAt = if_not_exists(startedAt, :now), expiresAt = :expires',
          ExpressionAttributeNames: { '#trigger': 'trigger', '#status': 'status' },
          ExpressionAttributeValues: {
            ':runId': runId,
            ':job': job,
            ':trigger': trigger,
            ':running': 'running',
            ':now': now.getTime(),
            ':expires': after(now),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return z.parse(started, Attributes).dispatchedAt === undefined;
    },

    async pending() {
      const items = await under('PENDING');
      return items.map((item) => {
        const { sk, since } = z.parse(mark, item);
        return { ...shardDayOf(sk), since };
      });
    },

    async addPart(runId, { shard, day }, now) {
      await held(
        client.send(
          new PutCommand({
            TableName,
            Item: {
              ...keys.runPart(runId, shard, day),
              ...{ shard, day, status: 'pending' },
              expiresAt: after(now),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },

    async openParts(runId) {
      const { pk } = keys.run(runId);
      const items = await under(pk, 'PART#');
      return items
        .map((item) => z.parse(part, item))
        .filter(({ status }) => status === 'pending')
        .map(({ shard, day }) => ({ shard, day }));
    },

    async endDispatch(runId, now, oldest) {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: keys.run(runId),
          UpdateExpression:
            oldest === undefined
              ? 'SET dispatchedAt = :now'
              : 'SET dispatchedAt = :now, oldestAt = if_not_exists(oldestAt, :oldest)',
          ExpressionAttributeValues: {
            ':now': now.getTime(),
            ...(oldest === undefined ? {} : { ':oldest': oldest }),
          },
        }),
      );
    },
  };
}
