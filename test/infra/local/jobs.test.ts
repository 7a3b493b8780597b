import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFixture, type Running } from './fixture/stack.ts';

let stack: Running;
let sqs: SQSClient;
let table: DynamoDBClient;
const own = {
  region: 'ca-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
beforeAll(async () => {
  stack = await startFixture();
  sqs = new SQSClient({ ...own, endpoint: stack.sqsEndpoint });
  table = new DynamoDBClient({ ...own, endpoint: stack.dynamoEndpoint });
});
afterAll(async () => {
  sqs.destroy();
  table.destroy();
  await stack.close();
});

const patience = { timeout: 15_000, interval: 50 };
const send = (body: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrls['app-Queue'], MessageBody: body }));
const put = (pk: string, more = {}) =>
  table.send(
    new PutItemCommand({
      TableName: stack.tableName,
      Item: { pk: { S: pk }, sk: { S: 'x' }, ...more },
    }),
  );
const received = () =>
  stack.said().flatMap((each) => (each as { received?: string[] }).received ?? []);
const followed = () =>
  stack.said().flatMap((each) => (each as { followed?: string[] }).followed ?? []);

async function deadLetter() {
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: stack.queueUrls['app-Dead'], WaitTimeSeconds: 15 }),
  );
  return message?.Body ?? '';
}

describe('a queue', () => {
  it('delivers each message once when all is well', async () => {
    await send('good-1');
    await vi.waitFor(() => {
      expect(received()).toContain('good-1');
    }, patience);
  });

  it('delivers what failed again, and gives it up after its receives', async () => {
    await Promise.all([send('bad-1'), send('good-2')]);
    expect(await deadLetter()).toBe('bad-1');
    // What a function says reaches us some time after what it did.
    await vi.waitFor(() => {
      expect(received().filter((body) => body === 'bad-1')).toHaveLength(3);
      expect(received().filter((body) => body === 'good-2')).toHaveLength(1);
    }, patience);
  });
});

describe('the stream', () => {
  it('reaches the function with what its filter wants, and no more', async () => {
    await put('OTHER#1');
    await put('FOLLOW#1', { n: { N: '1' }, bytes: { B: Buffer.from([1, 2]) } });
    // Nothing changes: DynamoDB would write no record of it.
    await put('FOLLOW#1', { n: { N: '1' }, bytes: { B: Buffer.from([1, 2]) } });
    await put('FOLLOW#2');
    await vi.waitFor(() => {
      expect(followed()).toContain('FOLLOW#2');
    }, patience);
    expect(followed()).toEqual(['FOLLOW#1', 'FOLLOW#2']);
    const seen = stack.said() as { first?: object }[];
    expect(seen.find(({ first }) => first !== undefined)?.first).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: `arn:aws:dynamodb:ca-central-1:000000000000:table/${stack.tableName}/stream/local`,
      awsRegion: 'ca-central-1',
      dynamodb: { NewImage: { n: { N: '1' }, bytes: { B: 'AQI=' } } },
    });
  });

  it('finds the one bad record, gives it up and goes on', async () => {
    await Promise.all(['FOLLOW#3', 'FOLLOW#poison', 'FOLLOW#4'].map((pk) => put(pk)));
    const report = JSON.parse(await deadLetter()) as unknown;
    expect(report).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    await put('FOLLOW#5');
    await vi.waitFor(() => {
      expect(followed()).toEqual(expect.arrayContaining(['FOLLOW#3', 'FOLLOW#4', 'FOLLOW#5']));
    }, patience);
  });
});

describe('a schedule', () => {
  it('sends its message on demand, with the time it stands for', async () => {
    expect(await stack.runSchedule('Night')).toEqual(['app-Nightly']);
    await vi.waitFor(() => {
      expect(received().at(-1)).toMatch(/^\{"at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}$/);
    }, patience);
  });

  it('that does not exist is named', async () => {
    await expect(stack.runSchedule('Weekly')).rejects.toThrow(
      'There is no schedule Weekly; there are: app-Nightly.',
    );
  });
});
