/** The template's queues, created in the engine with their redrive policies. */
import {
  ChangeMessageVisibilityCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import type { QueueEngine } from './engines.ts';
import type { Resolver } from './intrinsics.ts';
import { physicalName, queueUrlAt } from './physical.ts';

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
export async function createQueues(
  { resources }: Assembly,
  resolver: Resolver,
  { server, url }: QueueEngine,
  sqs: SQSClient,
  region: string,
): Promise<Queue[]> {
  const queues = resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map((resource) => ({
      name: physicalName(resource, (value) => resolver.resolve(resource.stack, value)),
      ...resolver.read(resource, properties),
    }))
    .sort(
      (one, other) => Number(Boolean(one.RedrivePolicy)) - Number(Boolean(other.RedrivePolicy)),
    );
  for (const queue of queues) {
    const attributes = attributesOf(queue);
    const made = server.setup({ queues: [{ name: queue.name, region, attributes }] });
    // A kept queue follows the template as well.
    if (made.queues.some(({ created }) => !created))
      await sqs.send(
        new SetQueueAttributesCommand({
          // Not the engine's own, which still has the port of the run that made the queue.
          QueueUrl: queueUrlAt(url)(queue.name),
          Attributes: changeable(attributes),
        }),
      );
  }
  return queues.map(({ name, VisibilityTimeout }) => ({
    name,
    visibilitySeconds: VisibilityTimeout,
  }));
}

/** In seconds. With 0 the engine fails, and loses a message of a kept queue. */
export const shortestWait = 1;

/** What an earlier run had received and not settled: nobody holds it any more. */
export async function releaseMessages(
  queues: readonly Queue[],
  { server, url }: QueueEngine,
  sqs: SQSClient,
) {
  for (const { name } of queues) {
    const { inflight = [] } = server.inspectQueue(name)?.messages ?? {};
    for (const { receiptHandle } of inflight)
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrlAt(url)(name),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: shortestWait,
        }),
      );
  }
}

const changeable = ({ FifoQueue: _, ...attributes }: Record<string, string>) => attributes;

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
