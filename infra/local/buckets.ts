/** The template's buckets in the engine, behind their gate, with what they tell of new objects. */
import { randomBytes } from 'node:crypto';
import type { S3EventRecord } from 'aws-lambda';
import type { Assembly } from './assembly.ts';
import type { S3Call } from './bucket-access.ts';
import { startBucketGate } from './bucket-gate.ts';
import { readBuckets, type Bucket } from './bucket-rules.ts';
import type { QueueEngine } from './engines.ts';
import type { Resolver } from './intrinsics.ts';
import type { Permissions } from './permissions.ts';
import type { Services } from './services.ts';

export type Buckets = {
  url: string;
  names: readonly string[];
  /** Once the queues are there, as S3 wants it. */
  create: () => void;
  close: () => Promise<void>;
};

type How = {
  assembly: Assembly;
  resolver: Resolver;
  services: Pick<Services, 'queues' | 'faults'>;
  permissions: Permissions;
};

export async function startBuckets({
  assembly,
  resolver,
  services,
  permissions,
}: How): Promise<Buckets> {
  const buckets = readBuckets(assembly, resolver);
  const { queues, faults } = services;
  const gate = await startBucketGate({
    ...{ engine: queues.url, permissions, faults },
    versionPath: (call, versionId) =>
      `/${versionsOf(call.bucket)}/${encodePath(call.key)}/${versionId}`,
    async created(call) {
      const bucket = buckets.find(({ name }) => name === call.bucket);
      if (bucket === undefined) return undefined;
      const versionId = randomBytes(16).toString('hex');
      const object = await keepVersion(queues, call, versionId);
      tell(queues, bucket, recordOf(call, { ...object, versionId }, assembly.region));
      return versionId;
    },
  });
  return {
    url: gate.url,
    names: buckets.map(({ name }) => name),
    create() {
      for (const bucket of buckets) createBucket(bucket, queues);
    },
    close: () => gate.close(),
  };
}

/** The engine keeps the last version of an object only: all of them are objects of another bucket. */
const versionsOf = (bucket: string) => `${bucket}.versions`;

const encodePath = (key: string) => key.split('/').map(encodeURIComponent).join('/');

/** Past the gate, as S3's own doing. */
async function keepVersion({ url }: QueueEngine, { bucket, key }: S3Call, versionId: string) {
  const path = `/${bucket}/${encodePath(key)}`;
  const now = await fetch(url + path, { method: 'HEAD' });
  const kept = await fetch(`${url}/${versionsOf(bucket)}/${encodePath(key)}/${versionId}`, {
    method: 'PUT',
    headers: { 'x-amz-copy-source': path },
  });
  if (!now.ok || !kept.ok) throw new Error(`No version of ${path} could be kept`);
  return {
    size: Number(now.headers.get('content-length')),
    eTag: (now.headers.get('etag') ?? '').replaceAll('"', ''),
  };
}

/** A bucket that was not there before sends a test, which its reader must bear. */
function createBucket({ name, notified }: Bucket, { server }: QueueEngine) {
  const made = server.setup({ buckets: [name, versionsOf(name)] }).buckets;
  if (!made.some((one) => one.name === name && one.created)) return;
  const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date().toISOString() };
  for (const { queueName } of notified)
    server.sendMessage(queueName, JSON.stringify({ ...test, Bucket: name }));
}

function tell({ server }: QueueEngine, { notified }: Bucket, record: S3EventRecord) {
  const key = decodeURIComponent(record.s3.object.key.replaceAll('+', ' '));
  for (const { queueName, wants } of notified)
    if (wants(key)) server.sendMessage(queueName, JSON.stringify({ Records: [record] }));
}

let events = 0;

function recordOf(
  { bucket, key, creates = 'Put' }: S3Call,
  { size, eTag, versionId }: { size: number; eTag: string; versionId: string },
  region: string,
): S3EventRecord {
  const now = new Date();
  const sequence = now.getTime() * 1000 + (events++ % 1000);
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: now.toISOString(),
    eventName: `ObjectCreated:${creates}`,
    userIdentity: { principalId: 'AWS:LOCAL' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': versionId.toUpperCase(), 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: 'LOCAL' },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/'),
        ...{ size, eTag, versionId },
        sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  };
}
