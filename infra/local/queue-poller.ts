/** Hands a queue's messages to its function, as Lambda's pollers do. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecordAttributes } from 'aws-lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import { failedItems } from './batch-result.ts';
import type { Lambda } from './lambda.ts';
import type { QueueMapping } from './mappings.ts';
import { shortestWait } from './queues.ts';

export type QueuePolling = {
  sqs: SQSClient;
  queueUrl: string;
  region: string;
  lambda: Lambda;
  /** A message that failed comes back after so long, or after the queue's own time if shorter. */
  retrySeconds: number;
  visibilitySeconds: number;
  signal: AbortSignal;
  log: (line: string) => void;
};

/** Runs until the signal; resolves when the last batch is dealt with. */
export async function pollQueue(mapping: QueueMapping, polling: QueuePolling): Promise<void> {
  const pollers = Array.from({ length: mapping.concurrency }, () => pollOnce(mapping, polling));
  await Promise.all(pollers);
}

async function pollOnce(mapping: QueueMapping, polling: QueuePolling) {
  const { sqs, queueUrl, signal, log } = polling;
  const receive = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: Math.min(10, mapping.batchSize),
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  while (!signal.aborted) {
    try {
      const { Messages = [] } = await sqs.send(receive, { abortSignal: signal });
      if (Messages.length > 0) await handle(Messages, mapping, polling);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return;
      log(`Queue ${mapping.queueName}: ${String(error)}`);
      await sleep(500);
    }
  }
}

async function handle(messages: Message[], mapping: QueueMapping, polling: QueuePolling) {
  const { sqs, queueUrl, lambda, log } = polling;
  const ids = messages.map(({ MessageId }) => MessageId ?? '');
  const event: SQSEvent = { Records: messages.map((each) => recordOf(each, mapping, polling)) };
  let failed: ReadonlySet<string>;
  try {
    const result = await lambda.invoke(mapping.functionName, event);
    failed = mapping.partialFailures ? failedItems(result, ids) : new Set();
  } catch (error) {
    log(`${mapping.functionName} failed a batch of ${messages.length}: ${String(error)}`);
    failed = new Set(ids);
  }
  const delay = Math.max(shortestWait, Math.min(polling.retrySeconds, polling.visibilitySeconds));
  await Promise.all(
    messages.map(async ({ MessageId = '', ReceiptHandle }) => {
      const message = { QueueUrl: queueUrl, ReceiptHandle };
      await (failed.has(MessageId)
        ? sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: delay }))
        : sqs.send(new DeleteMessageCommand(message)));
    }),
  );
}

const recordOf = (
  message: Message,
  { sourceArn }: QueueMapping,
  { region }: QueuePolling,
): SQSEvent['Records'][number] => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: { ...message.Attributes } as unknown as SQSRecordAttributes,
  messageAttributes: attributesOf(message),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: sourceArn,
  awsRegion: region,
});

const attributesOf = ({ MessageAttributes = {} }: Message): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: (DataType ?? 'String') as 'String',
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined
          ? {}
          : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [] as never[],
        binaryListValues: [] as never[],
      },
    ]),
  );
