import type { DynamoDBRecord } from 'aws-lambda';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { relayOutbox } from '../../functions/notifications/relay-outbox/relay.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { openQueue, type Queue } from '../../shared/queue.ts';
import { keys } from '../../shared/table/keys.ts';

process.env['AWS_REGION'] ??= 'ca-central-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';

let sqs: FauxqsServer;
let queueUrl: string;
let queues = 0;
beforeAll(async () => {
  sqs = await startFauxqs({ port: 0, logger: false });
  vi.spyOn(console, 'log').mockReturnValue();
});
afterAll(() => sqs.stop());
beforeEach(() => {
  queues++;
  sqs.createQueue(`mail-${queues}`);
  queueUrl = `http://127.0.0.1:${sqs.port}/000000000000/mail-${queues}`;
});

const queued = () =>
  (sqs.inspectQueue(`mail-${queues}`)?.messages.ready ?? [])
    .map(({ body }) => (JSON.parse(body) as { outboxId: string }).outboxId)
    .sort();

const attributes = (item: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: String(value) },
    ]),
  );

const item = (
  key: string,
  template: 'registration-link' | 'catalog-change' | 'nothing-to-tell' = 'registration-link',
) => outboxItem({ template, profileId: 'p-1', key }, new Date('2026-03-01T12:00:00Z'));

let sequence = 0;
function record(now: Record<string, unknown>, before?: Record<string, unknown>): DynamoDBRecord {
  sequence++;
  return {
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      SequenceNumber: `seq-${sequence}`,
      Keys: attributes({ pk: now['pk'], sk: now['sk'] }),
      NewImage: attributes(now),
      ...(before === undefined ? {} : { OldImage: attributes(before) }),
    },
  };
}
const at = (one: DynamoDBRecord | undefined) => ({
  itemIdentifier: one?.dynamodb?.SequenceNumber,
});
const noQueue: Queue = { send: (messages) => Promise.resolve(messages.map((_, index) => index)) };
const relay = (
  Records: DynamoDBRecord[],
  mail = openQueue(queueUrl),
  { bulk = noQueue, fulfil = noQueue } = {},
) => relayOutbox({ mail, bulk, fulfil })({ Records });

describe('hands on', () => {
  it('the ids of more items than a call takes, and nothing else of them', async () => {
    const items = Array.from({ length: 25 }, (_, index) => item(`many-${index}`));
    await expect(relay(items.map((one) => record(one)))).resolves.toEqual({
      batchItemFailures: [],
    });
    expect(queued()).toEqual(items.map(({ outboxId }) => outboxId).sort());
    const [first] = sqs.inspectQueue(`mail-${queues}`)?.messages.ready ?? [];
    expect(Object.keys(JSON.parse(first?.body ?? '') as object)).toEqual(['outboxId']);
  });

  it('what goes to very many to a queue of its own, and tells what that did not take', async () => {
    const told: unknown[] = [];
    const bulk = {
      send: (messages: readonly object[]) => {
        told.push(...messages);
        return Promise.resolve([1]);
      },
    };
    const many = [item('many-1', 'catalog-change'), item('many-2', 'catalog-change')];
    const records = [...many, item('link')].map((one) => record(one));
    await expect(relay(records, undefined, { bulk })).resolves.toEqual({
      batchItemFailures: [at(records[1])],
    });
    expect(told).toEqual(many.map(({ outboxId }) => ({ outboxId })));
    expect(queued()).toEqual([item('link').outboxId]);
  });

  it('an item that was set back to pending', async () => {
    const again = item('again');
    await relay([record(again, { ...again, status: 'skipped' })]);
    expect(queued()).toEqual([again.outboxId]);
  });
});

it.each([
  ['an item that tells nothing', record(item('none', 'nothing-to-tell'))],
  ['an item that was sent', record({ ...item('sent'), status: 'sent' }, item('sent'))],
  ["the sender's note on a pending item", record({ ...item('a'), tries: 1 }, item('a'))],
  ['another entity', record({ pk: 'ACCOUNT#50012345678', sk: 'ACCOUNT', status: 'pending' })],
])('hands on nothing for %s', async (_, one) => {
  await expect(relay([one])).resolves.toEqual({ batchItemFailures: [] });
  expect(queued()).toEqual([]);
});

describe('reports', () => {
  it('one unreadable record in ten, having handed on the nine', async () => {
    const records = Array.from({ length: 10 }, (_, index) =>
      record(index === 4 ? { pk: 'OUTBOX#x', sk: 'OUTBOX' } : item(`ten-${index}`)),
    );
    await expect(relay(records)).resolves.toEqual({ batchItemFailures: [at(records[4])] });
    expect(queued()).toHaveLength(9);
  });

  it('the first that the queue did not take, counting those it skips', async () => {
    const records = [record(item('1')), record(item('2', 'nothing-to-tell')), record(item('3'))];
    const taking = { send: () => Promise.resolve([1]) };
    await expect(relay(records, taking)).resolves.toEqual({ batchItemFailures: [at(records[2])] });
  });

  it('the first of all when the queue cannot be reached', async () => {
    const records = [record(item('5')), record(item('6'))];
    const missing = openQueue(`http://127.0.0.1:${sqs.port}/000000000000/missing`);
    await expect(relay(records, missing)).resolves.toEqual({ batchItemFailures: [at(records[0])] });
  });
});

it('sends nothing twice for the same stored change but what the stream repeats', async () => {
  const one = record(item('twice'));
  await relay([one]);
  await relay([one]);
  expect(queued()).toHaveLength(2);
});

describe('an order', () => {
  const placed = (fulfilment: string) =>
    record({
      ...keys.openOrder('submitted', '2026-03-01', 'order-1'),
      ...{ orderId: 'order-1', accountNumber: '50000000001', fulfilment },
    });
  const keeping = () => {
    const sent: object[] = [];
    const queue: Queue = {
      send: (messages) => {
        sent.push(...messages);
        return Promise.resolve([]);
      },
    };
    return { sent, queue };
  };

  it('is handed to its fulfilment by ids, beside mails', async () => {
    const { sent, queue } = keeping();
    const mail = item('beside');
    const records = [record(mail), placed('automatic')];
    await expect(relay(records, undefined, { fulfil: queue })).resolves.toEqual({
      batchItemFailures: [],
    });
    expect(sent).toEqual([
      {
        job: 'fulfil-orders',
        trigger: 'order',
        accountNumber: '50000000001',
        orderId: 'order-1',
      },
    ]);
    expect(queued()).toEqual([mail.outboxId]);
  });

  it('that the operator carries out is left to the operator', async () => {
    const { sent, queue } = keeping();
    await relay([placed('operator')], undefined, { fulfil: queue });
    expect(sent).toEqual([]);
  });

  it('that the queue did not take comes again, and the mail behind it was handed on', async () => {
    const records = [placed('automatic'), record(item('behind'))];
    await expect(relay(records)).resolves.toEqual({ batchItemFailures: [at(records[0])] });
    expect(queued()).toHaveLength(1);
  });
});
