/** Sends messages to a queue. At least once: who receives them must bear a repetition. */
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { faultFields, log } from './log.ts';

/** What SQS takes in one call. */
const batchSize = 10;

export type Queue = {
  /** Indexes of the messages that were not taken: none means that all were. */
  send: (messages: readonly object[]) => Promise<number[]>;
};

/** The queue's URL is its endpoint also; region and credentials are the function's own. */
export function openQueue(url: string): Queue {
  const client = new SQSClient({ endpoint: new URL(url).origin, maxAttempts: 4 });

  const sendBatch = async (bodies: readonly string[]): Promise<number[]> => {
    try {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
        }),
      );
      for (const { Code } of Failed) log.warn('message-not-taken', { code: Code });
      return Failed.map(({ Id }) => Number(Id));
    } catch (fault) {
      // Batches before this one are under way already: the caller must learn which ones.
      log.error('messages-not-taken', faultFields(fault));
      return bodies.map((_, index) => index);
    }
  };

  return {
    async send(messages) {
      const bodies = messages.map((message) => JSON.stringify(message));
      const failed: number[] = [];
      for (let from = 0; from < bodies.length; from += batchSize) {
        const indexes = await sendBatch(bodies.slice(from, from + batchSize));
        failed.push(...indexes.map((index) => from + index));
      }
      return failed;
    },
  };
}
