/** Hands what became pending in the outbox to the sender, by id alone. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { log } from '../../../shared/log.ts';
import type { Queue } from '../../../shared/queue.ts';
import { outboxPrefix } from '../../../shared/table/schema.ts';

const string = z.object({ S: z.string() });
const image = z.object({ outboxId: string, template: string, status: string });
const change = z.object({
  Keys: z.object({ pk: string }),
  NewImage: z.optional(z.unknown()),
  OldImage: z.optional(z.object({ status: z.optional(string) })),
});

/**
 * The stream goes on from the first record named here: those behind it come again, which the sender
 * bears. Therefore all that can be handed on is, even behind a record that cannot.
 */
export const relayOutbox =
  (queue: Queue) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const read = Records.map((record) => ({ at: sequenceOf(record), told: readRecord(record) }));
    const telling = read.flatMap(({ at, told }) =>
      typeof told === 'object' ? [{ at, message: told }] : [],
    );
    const notTaken = await queue.send(telling.map(({ message }) => message));
    const failed = new Set([
      ...notTaken.map((index) => telling[index]?.at),
      ...read.filter(({ told }) => told === 'unreadable').map(({ at }) => at),
    ]);

    const first = read.find(({ at }) => failed.has(at));
    if (first === undefined) return { batchItemFailures: [] };
    log.error('outbox-not-relayed', { sequenceNumber: first.at, failed: failed.size });
    return { batchItemFailures: [{ itemIdentifier: first.at }] };
  };

function readRecord(record: DynamoDBRecord): { outboxId: string } | 'nothing-to-do' | 'unreadable' {
  const parsed = z.safeParse(change, record.dynamodb);
  if (!parsed.success) return 'unreadable';
  const { Keys, NewImage, OldImage } = parsed.data;
  if (!Keys.pk.S.startsWith(outboxPrefix) || NewImage === undefined) return 'nothing-to-do';
  // The sender's own notes on a pending item must not send it again.
  if (OldImage?.status?.S === 'pending') return 'nothing-to-do';

  const item = z.safeParse(image, NewImage);
  if (!item.success) return 'unreadable';
  const { outboxId, template, status } = item.data;
  const isTold = status.S === 'pending' && template.S !== 'nothing-to-tell';
  return isTold ? { outboxId: outboxId.S } : 'nothing-to-do';
}

/** Lambda takes an empty one for the whole batch. */
const sequenceOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';
