/** The template's queues, created in the engine with their redrive policies. */
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import type { QueueEngine } from './engines.ts';
import type { Resolver } from './intrinsics.ts';
import { physicalName } from './physical.ts';

const properties = z.object({
  VisibilityTimeout: z.coerce.number().default(30),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  DelaySeconds: z.coerce.number().default(0),
  FifoQueue: z.boolean().default(false),
  ContentBasedDeduplication: z.boolean().default(false),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

export type Queue = { name: string; visibilitySeconds: number };

/** Dead-letter queues come first, since the engine wants them to exist. */
export function createQueues(
  { resources }: Assembly,
  resolver: Resolver,
  { server }: QueueEngine,
  region: string,
): Queue[] {
  const queues = resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map((resource) => ({
      name: physicalName(resource, (value) => resolver.resolve(resource.stack, value)),
      ...resolver.read(resource, properties),
    }))
    .sort(
      (one, other) => Number(Boolean(one.RedrivePolicy)) - Number(Boolean(other.RedrivePolicy)),
    );
  server.setup({
    queues: queues.map((queue) => ({ name: queue.name, region, attributes: attributesOf(queue) })),
  });
  return queues.map(({ name, VisibilityTimeout }) => ({
    name,
    visibilitySeconds: VisibilityTimeout,
  }));
}

/** What an earlier run had received and not settled: nobody holds it any more. */
export async function releaseMessages(
  queues: readonly Queue[],
  { server }: QueueEngine,
  sqs: SQSClient,
) {
  for (const { name } of queues) {
    const { url, messages } = server.inspectQueue(name) ?? {};
    for (const { receiptHandle } of messages?.inflight ?? [])
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      );
  }
}

const attributesOf = (queue: z.output<typeof properties>): Record<string, string> => ({
  VisibilityTimeout: String(queue.VisibilityTimeout),
  MessageRetentionPeriod: String(queue.MessageRetentionPeriod),
  DelaySeconds: String(queue.DelaySeconds),
  ...(queue.FifoQueue
    ? { FifoQueue: 'true', ContentBasedDeduplication: String(queue.ContentBasedDeduplication) }
    : {}),
  ...(queue.RedrivePolicy === undefined
    ? {}
    : { RedrivePolicy: JSON.stringify(queue.RedrivePolicy) }),
});
