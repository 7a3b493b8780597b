/** Access patterns of job runs. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { jobNames } from '../../shared/jobs.ts';
import { pagesUnder } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';

const runItem = z.object({
  runId: z.string(),
  job: z.enum(jobNames),
  trigger: z.enum(['schedule', 'request']),
  status: z.enum(['queued', 'running']),
  startedAt: z.number(),
  /** Once all parts are known and handed over. */
  dispatchedAt: z.optional(z.number()),
  /** Since when the oldest usage waited that the run found. */
  oldestAt: z.optional(z.number()),
});
export type RunItem = z.output<typeof runItem>;

const partItem = z.object({
  status: z.enum(['pending', 'done', 'failed']),
  totalsWritten: z.optional(z.int()),
  /** Whether facts of the shard-day stay for now. */
  kept: z.optional(z.boolean()),
  /** Accounts looked at, mails written, and holders without a profile to mail to. */
  accounts: z.optional(z.int()),
  notices: z.optional(z.int()),
  unreachable: z.optional(z.int()),
  finishedAt: z.optional(z.number()),
});
export type RunPart = z.output<typeof partItem>;

export type RunsStore = {
  queue: (run: RunItem) => Promise<void>;
  load: (runId: string) => Promise<{ run: RunItem; parts: RunPart[] } | undefined>;
};

const keptFor = 90 * 86_400_000;

export function runsStore(table: Table): RunsStore {
  const TableName = table.name;
  return {
    async queue(run) {
      await table.client.send(
        new PutCommand({
          TableName,
          Item: {
            ...keys.run(run.runId),
            ...run,
            expiresAt: ttlAt(new Date(run.startedAt + keptFor)),
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    },

    async load(runId) {
      const { pk, sk } = keys.run(runId);
      let run: RunItem | undefined;
      const parts: RunPart[] = [];
      for await (const items of pagesUnder(table, pk)) {
        for (const item of items) {
          if (item['sk'] === sk) run = z.parse(runItem, item);
          else parts.push(z.parse(partItem, item));
        }
      }
      return run === undefined ? undefined : { run, parts };
    },
  };
}
