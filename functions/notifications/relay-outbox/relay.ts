/**
 * Hands on what waits for nobody but who works on it: pending mails to the sender, automatic orders
 * to their fulfilment; by ids alone. One function for both, for the stream's shards serve few readers.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { log } from '../../../shared/log.ts';
import type { Queue } from '../../../shared/queue.ts';
import { isForMany } from '../../../shared/outbox.ts';
import { outboxPrefix, submittedOrders } from '../../../shared/table/schema.ts';

const string = z.object({ S: z.string() });
const mail = z.object({ outboxId: string, template: string, status: string });
const order = z.object({ orderId: string, accountNumber: string, fulfilment: string });
const change = z.object({
  Keys: z.object({ pk: string }),
  NewImage: z.optional(z.unknown()),
  OldImage: z.optional(z.object({ status: z.optional(string) })),
});
type Change = z.output<typeof change>;

export type Queues = { mail: Queue; bulk: Queue; fulfil: Queue };
type Told = { to: keyof Queues; message: object } | 'nothing-to-do' | 'unreadable';

/**
 * The stream goes on from the first record named here: those behind it come again, which whoever is
 * told bears. Therefore all that can be handed on is, even behind a record that cannot.
 */
export const relayOutbox =
  (queues: Queues) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const read = Records.map((record) => ({ at: sequenceOf(record), told: readRecord(record) }));
    const sent = async (to: keyof Queues) => {
      const telling = read.flatMap(({ at, told }) =>
        typeof told === 'object' && told.to === to ? [{ at, message: told.message }] : [],
      );
      if (telling.length === 0) return [];
      const notTaken = await queues[to].send(telling.map(({ message }) => message));
      return notTaken.map((index) => telling[index]?.at);
    };
    const failed = new Set([
      ...(await sent('mail')),
      ...(await sent('bulk')),
      ...(await sent('fulfil')),
      ...read.filter(({ told }) => told === 'unreadable').map(({ at }) => at),
    ]);

    const first = read.find(({ at }) => failed.has(at));
    if (first === undefined) return { batchItemFailures: [] };
    log.error('outbox-not-relayed', { sequenceNumber: first.at, failed: failed.size });
    return { batchItemFailures: [{ itemIdentifier: first.at }] };
  };

function readRecord(record: DynamoDBRecord): Told {
  const parsed = z.safeParse(change, record.dynamodb);
  if (!parsed.success) return 'unreadable';
  const { pk } = parsed.data.Keys;
  if (parsed.data.NewImage === undefined) return 'nothing-to-do';
  if (pk.S === submittedOrders) return readOrder(parsed.data);
  return pk.S.startsWith(outboxPrefix) ? readMail(parsed.data) : 'nothing-to-do';
}

function readMail({ NewImage, OldImage }: Change): Told {
  // The sender's own notes on a pending item must not send it again.
  if (OldImage?.status?.S === 'pending') return 'nothing-to-do';
  const item = z.safeParse(mail, NewImage);
  if (!item.success) return 'unreadable';
  const { outboxId, template, status } = item.data;
  const isTold = status.S === 'pending' && template.S !== 'nothing-to-tell';
  const to = isForMany(template.S) ? 'bulk' : 'mail';
  return isTold ? { to, message: { outboxId: outboxId.S } } : 'nothing-to-do';
}

function readOrder({ NewImage }: Change): Told {
  const item = z.safeParse(order, NewImage);
  if (!item.success) return 'unreadable';
  const { orderId, accountNumber, fulfilment } = item.data;
  if (fulfilment.S !== 'automatic') return 'nothing-to-do';
  const ids = { accountNumber: accountNumber.S, orderId: orderId.S };
  return { to: 'fulfil', message: { job: 'fulfil-orders', trigger: 'order', ...ids } };
}

/** Lambda takes an empty one for the whole batch. */
const sequenceOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';
