/** Event source mappings: which function follows which queue or stream, and how it may fail. */
import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { StackFailure } from './failure.ts';
import type { Resolver } from './intrinsics.ts';
import { functionName, nameInArn } from './physical.ts';
import { parsePattern, type Pattern } from './stream-filter.ts';

const properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().optional() }).default({}),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  // The default is to retry until the record expires, a day later.
  MaximumRetryAttempts: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string() }).optional() })
    .default({}),
});

type Mapping = {
  id: string;
  sourceArn: string;
  functionName: string;
  batchSize: number;
  /** The function names the records that failed, so that the others count as done. */
  partialFailures: boolean;
};
export type QueueMapping = Mapping & { queueName: string; concurrency: number };
export type StreamMapping = Mapping & {
  filters: readonly Pattern[];
  retries: number;
  bisect: boolean;
  onFailureArn: string | undefined;
};

/** Lambda starts with so many pollers of a queue. */
const usualConcurrency = 5;

export function readMappings({ resources }: Assembly, resolver: Resolver) {
  const queues: QueueMapping[] = [];
  const streams: StreamMapping[] = [];
  for (const resource of resources) {
    if (resource.type !== 'AWS::Lambda::EventSourceMapping') continue;
    const read = resolver.read(resource, properties);
    if (!read.Enabled) continue;
    const common = {
      id: `${resource.stack}-${resource.id}`,
      sourceArn: read.EventSourceArn,
      functionName: functionName(read.FunctionName),
      partialFailures: read.FunctionResponseTypes.length > 0,
    };
    const filters = (read.FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
      parsePattern(Pattern),
    );
    const service = read.EventSourceArn.split(':')[2];
    if (service === 'sqs' && filters.length === 0)
      queues.push({
        ...common,
        queueName: nameInArn(read.EventSourceArn),
        batchSize: read.BatchSize ?? 10,
        concurrency: read.ScalingConfig.MaximumConcurrency ?? usualConcurrency,
      });
    else if (service === 'dynamodb')
      streams.push({
        ...common,
        filters,
        batchSize: read.BatchSize ?? 100,
        retries: read.MaximumRetryAttempts < 0 ? Infinity : read.MaximumRetryAttempts,
        bisect: read.BisectBatchOnFunctionError,
        onFailureArn: read.DestinationConfig.OnFailure?.Destination,
      });
    else
      throw new StackFailure(
        `${resource.stack}/${resource.id} maps a ${service ?? 'source'} in a way that infra/local/mappings.ts does not know: teach it there.`,
      );
  }
  return { queues, streams };
}
