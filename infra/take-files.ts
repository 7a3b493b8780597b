/** Reads usage files as they come in. */
import type { Stack } from 'aws-cdk-lib';
import {
  memoryOptions,
  takeFileConfig,
} from '../functions/internet/usage-files/take-file/config.ts';
import type { DataStack } from './data-stack.ts';
import { allowSending, QueueJob } from './queue-job.ts';
import type { Stage } from './stages.ts';

export function addTakeFiles(stack: Stack, stage: Stage, { table, usageFiles }: DataStack) {
  const { arrivals } = usageFiles;
  const job = new QueueJob(stack, 'TakeFiles', {
    stage,
    source: arrivals,
    folder: 'functions/internet/usage-files/take-file',
    config: takeFileConfig,
    environment: {
      TABLE_NAME: table.tableName,
      FILES_QUEUE_URL: arrivals.queue.queueUrl,
      MAX_RECEIVES: String(arrivals.maxReceives),
      NODE_OPTIONS: memoryOptions,
    },
    tableGrant: {
      table,
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    },
    // A whole CPU, and far more memory than it needs.
    memory: 1769,
    timeout: arrivals.timeout,
    batchSize: 1,
    maxConcurrency: stage.settings.usage.files.concurrency,
  });
  usageFiles.allow(job.function, ['s3:GetObject', 's3:GetObjectVersion']);
  // What takes longer than its time is sent on to itself.
  allowSending(job.function, arrivals.queue);
  return job;
}
