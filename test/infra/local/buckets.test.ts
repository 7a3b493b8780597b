/** Buckets of the template: who may do what, signed URLs, versions, what queues are told, refusals. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Assembly, Resource } from '../../../infra/local/assembly.ts';
import { readBuckets } from '../../../infra/local/bucket-rules.ts';
import { makeResolver } from '../../../infra/local/intrinsics.ts';
import { startFixture, type Running } from './fixture/stack.ts';

const Bucket = 'app-bucket';
let stack: Running;
let tool: S3Client;
let sqs: SQSClient;
beforeAll(async () => {
  stack = await startFixture();
  const own = {
    region: stack.region,
    credentials: { accessKeyId: 'tool', secretAccessKey: 'tool' },
  };
  tool = new S3Client({ ...own, endpoint: stack.s3Endpoint, maxAttempts: 1 });
  sqs = new SQSClient({ ...own, endpoint: stack.sqsEndpoint });
});
afterEach(() => {
  stack.faults.clear();
});
afterAll(async () => {
  tool.destroy();
  sqs.destroy();
  await stack.close();
});

type Message = { Event?: string; Records?: { eventName: string; s3: { object: object } }[] };

/** The next message that a queue was told, taken off it. */
async function told(waitSeconds = 5): Promise<Message | undefined> {
  const QueueUrl = stack.queueUrls['app-Told'];
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: waitSeconds }),
  );
  return message === undefined ? undefined : (JSON.parse(message.Body ?? '') as Message);
}

const put = (Key: string, Body: string) => tool.send(new PutObjectCommand({ Bucket, Key, Body }));
const asFunction = async (method: string, key: string, query: string) =>
  (await (await stack.fetch(`/objects/${key}?${query}`, { method })).json()) as Record<
    string,
    string
  >;

describe('the queue', () => {
  it('is first told that it will be', async () => {
    expect(await told()).toMatchObject({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
  });

  it('is told of each new object by key, encoded, size, tag and version', async () => {
    const { VersionId } = await put('in/un été + 100%.csv', 'a,b');
    const message = await told();
    expect(message?.Records).toMatchObject([
      {
        ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'ca-central-1' },
        ...{ eventName: 'ObjectCreated:Put' },
        s3: {
          bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
          object: {
            key: 'in/un+%C3%A9t%C3%A9+%2B+100%25.csv',
            ...{ size: 3, eTag: 'b345e1dc09f20fdefdea469f09167892', versionId: VersionId },
          },
        },
      },
    ]);
  });

  it('is told of copies and of uploads in parts, and of nothing outside its prefix', async () => {
    await put('out/a', 'x');
    const CopySource = `${Bucket}/out/a`;
    await tool.send(new CopyObjectCommand({ Bucket, Key: 'in/copy', CopySource }));
    expect((await told())?.Records?.[0]?.eventName).toBe('ObjectCreated:Copy');
    const Key = 'in/parts';
    const { UploadId } = await tool.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = { Bucket, Key, UploadId, PartNumber: 1, Body: 'part' };
    const { ETag } = await tool.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await tool.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect((await told())?.Records).toMatchObject([
      {
        eventName: 'ObjectCreated:CompleteMultipartUpload',
        s3: { object: { key: Key, size: 4 } },
      },
    ]);
    expect(await told(0)).toBeUndefined();
  });
});

describe('a version', () => {
  it('stays as it is when another one replaces it', async () => {
    const first = await put('in/v', 'first');
    const second = await put('in/v', 'the second');
    expect(first.VersionId).not.toBe(second.VersionId);
    const read = (query: string) => asFunction('GET', 'v', `folder=in${query}`);
    expect(await read('')).toEqual({ done: 'the second' });
    expect(await read(`&version=${first.VersionId ?? ''}`)).toEqual({ done: 'first' });
    expect(await read(`&version=${second.VersionId ?? ''}&range=bytes=4-`)).toEqual({
      done: 'second',
    });
    expect(await read('&version=none')).toMatchObject({ error: 'NoSuchVersion' });
  });

  it('is of its own upload, also when many come at once', async () => {
    const bodies = Array.from({ length: 8 }, (_, i) => `body ${i}`);
    const versions = await Promise.all(bodies.map((body) => put('in/many', body)));
    const read = await Promise.all(
      versions.map(({ VersionId }) =>
        asFunction('GET', 'many', `folder=in&version=${VersionId ?? ''}`),
      ),
    );
    expect(read.map(({ done }) => done)).toEqual(bodies);
  });

  it('is not an object of the bucket', async () => {
    await put('list/a', 'x');
    const { Contents = [] } = await tool.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'list/' }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual(['list/a']);
  });
});

describe('what a role grants', () => {
  it.each([
    ['another action', 'PUT', 'in', 's3:PutObject'],
    ['another folder', 'GET', 'out', 's3:GetObject'],
  ])('does not extend to %s', async (_, method, folder, action) => {
    const refused = await asFunction(method, 'a', `folder=${folder}`);
    expect(refused).toMatchObject({ error: 'AccessDenied' });
    expect(refused['message']).toContain(`perform: ${action} on`);
  });
});

describe('a signed URL', () => {
  /** As one of the functions would sign it. */
  const sign = async (
    change: { expiresIn?: number; ContentLength?: number } = {},
    key = 'in/signed',
  ) => {
    const signer = new S3Client({
      ...{ region: stack.region, endpoint: stack.s3Endpoint },
      credentials: { accessKeyId: 'app-Object', secretAccessKey: 'local' },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const { ContentLength } = change;
    const command = new PutObjectCommand({
      Bucket,
      Key: key,
      ...(ContentLength === undefined ? {} : { ContentLength }),
    });
    return getSignedUrl(signer, command, { expiresIn: change.expiresIn ?? 60 });
  };
  const use = async (url: string, body = 'x') => {
    const answer = await fetch(url, { method: 'PUT', body });
    return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
  };

  it('does what the role of its signer may, which is not this', async () => {
    expect(await use(await sign())).toEqual([403, 'AccessDenied']);
  });

  it.each([
    ['that has expired', async () => sign({ expiresIn: -1 }), 'AccessDenied'],
    [
      'for another key',
      async () => (await sign()).replace('in/signed', 'in/other'),
      'SignatureDoesNotMatch',
    ],
    [
      'for longer',
      async () => (await sign()).replace('Expires=60', 'Expires=6000'),
      'SignatureDoesNotMatch',
    ],
    ['for another size', () => sign({ ContentLength: 5 }), 'SignatureDoesNotMatch'],
    ['with something added', async () => `${await sign()}&x-id=GetObject`, 'SignatureDoesNotMatch'],
  ])('%s does not work', async (_, make, code) => {
    expect(await use(await make())).toEqual([403, code]);
  });
});

describe('a fault', () => {
  it.each([
    ['throttle', 'SlowDown'],
    ['internal-error', 'InternalError'],
  ] as const)('%s hits the next call only', async (kind, error) => {
    await put('in/f', 'x');
    stack.faults.inject({ kind, action: 'GetObject', caller: 'Object' });
    expect(await asFunction('GET', 'f', 'folder=in')).toMatchObject({ error });
    expect(await asFunction('GET', 'f', 'folder=in')).toEqual({ done: 'x' });
  });

  it('of a lost answer happens after the upload', async () => {
    stack.faults.inject({ kind: 'lost-answer', action: 'PutObject' });
    await expect(put('in/lost', 'there')).rejects.toThrow();
    expect(await asFunction('GET', 'lost', 'folder=in')).toEqual({ done: 'there' });
  });
});

it.each([
  ['a bucket of one’s own', 'PUT', '/another-bucket', 501],
  ['the versions of objects', 'GET', '/app-bucket?versions', 501],
  ['tags', 'PUT', '/app-bucket/in/a?tagging', 501],
  ['a bucket that is not there', 'GET', '/no-such-bucket/a', 404],
])('asking for %s is refused', async (_, method, path, status) => {
  expect((await fetch(stack.s3Endpoint + path, { method })).status).toBe(status);
});

describe('a template', () => {
  const resource = (id: string, type: string, properties = {}): Resource => ({
    ...{ stack: 's', id, type },
    properties,
  });
  const arn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' },
    ...{ Resource: arn },
  };
  const read = (properties: object, Statement: object = statement) => {
    const assembly: Assembly = {
      region: 'ca-central-1',
      templates: new Map(),
      resources: [
        resource('Bucket', 'AWS::S3::Bucket', properties),
        resource('Queue', 'AWS::SQS::Queue'),
        resource('QueuePolicy', 'AWS::SQS::QueuePolicy', {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: { Statement: [Statement] },
        }),
      ],
      assetFolder: () => '',
    };
    return readBuckets(
      assembly,
      makeResolver(assembly, {
        place: { region: 'ca-central-1', queueUrl: (name) => `http://q/${name}`, apiUrl: '' },
        parameter: (name) => name,
      }),
    );
  };
  const notifying = (configuration: object) => ({ NotificationConfiguration: configuration });
  const toQueue = (change: object = {}) =>
    notifying({ QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: arn, ...change }] });

  it('that tells a queue of all new objects works', () => {
    expect(read(toQueue())).toMatchObject([
      { name: 's-bucket', notified: [{ queueName: 's-Queue' }] },
    ]);
  });

  it.each([
    ['functions', notifying({ LambdaConfigurations: [] }), 'only queues are told'],
    ['an event bus', notifying({ EventBridgeConfiguration: {} }), 'only queues are told'],
    ['deletions', toQueue({ Event: 's3:ObjectRemoved:*' }), 'only s3:ObjectCreated:* is told'],
    ['websites', { WebsiteConfiguration: {} }, 'no website is served'],
    ['pages', { CorsConfiguration: {} }, 'pages of browsers are not answered'],
    ['copies elsewhere', { ReplicationConfiguration: {} }, 'nothing is replicated'],
    ['objects without versions', { VersioningConfiguration: { Status: 'Suspended' } }, 'versions'],
  ])('with %s is refused', (_, properties, why) => {
    expect(() => read(properties)).toThrow(why);
  });

  it.each([
    ['nobody', { ...statement, Effect: 'Deny' }],
    ['another service', { ...statement, Principal: { Service: 'sns.amazonaws.com' } }],
    ['reading', { ...statement, Action: 'sqs:ReceiveMessage' }],
    [
      'another account',
      { ...statement, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } },
    ],
    [
      'another bucket',
      { ...statement, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::x' } } },
    ],
    ['a condition that is not known', { ...statement, Condition: { Bool: { 'aws:X': 'true' } } }],
  ])('whose queue lets in %s is refused', (_, other) => {
    expect(() => read(toQueue(), other)).toThrow('does not let S3 send');
  });
});
