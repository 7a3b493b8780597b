/** Usage files in a bucket that is a map, taken by the job's handler on a real engine. */
import { createHash } from 'node:crypto';
import { setImmediate as soon } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { SQSEvent } from 'aws-lambda';
import { usageFilesContract } from '../../functions/internet/usage-files/contract.ts';
import { filesStore, type FilesStore } from '../../functions/internet/usage-files/files.store.ts';
import type { OpenObject } from '../../functions/internet/usage-files/take-file/object.store.ts';
import {
  progressStore,
  type ProgressStore,
} from '../../functions/internet/usage-files/take-file/progress.store.ts';
import { takeMessages } from '../../functions/internet/usage-files/take-file/take-messages.ts';
import {
  FileRefused,
  usualLimits,
} from '../../functions/internet/usage-files/take-file/segments.ts';
import { knownServices } from '../../functions/internet/usage-intake/known-services.ts';
import { intakeStore, type IntakeStore } from '../../functions/internet/usage-intake/store.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { startIntake } from './intake.ts';

export type Stored = IntakeStore & FilesStore & ProgressStore;
export type Notification = { Records: object[] };

/** Segments of three records; the pieces that a body comes in are a few bytes long. */
const limits = { ...usualLimits, records: 3, lineBytes: 400 };
const pieceBytes = 64;
const aMinute = 60_000;

export async function startFiles(now: string) {
  const intake = await startIntake(now);
  const { table, clock } = intake;
  const objects = new Map<string, Uint8Array>();
  const house = openHouse(table, clock, keepingQueue());
  const stored: Stored = { ...intakeStore(table), ...filesStore(table), ...progressStore(table) };

  const open: OpenObject = (object, { from, to }) => {
    const bytes = objects.get(`${object.key} ${object.versionId ?? ''}`);
    if (bytes === undefined) return Promise.reject(new FileRefused('object-gone'));
    return Promise.resolve(pieces(bytes.subarray(from, to === undefined ? undefined : to + 1)));
  };

  /** What S3 tells of an upload; the version is named by `version`. */
  const upload = (key: string, content: string | Uint8Array, version = '1'): Notification => {
    const bytes = Buffer.from(content);
    objects.set(`${key} ${version}`, bytes);
    // Files are listed by their time: two of one instant come in any order.
    clock.advance(1);
    const object = {
      key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
      size: bytes.length,
      eTag: createHash('md5').update(bytes).digest('hex'),
      versionId: version,
      sequencer: '0055AED6DCD90281E5',
    };
    const record = {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'ca-central-1' },
      ...{ eventName: 'ObjectCreated:Put', eventTime: clock.now().toISOString() },
      s3: { s3SchemaVersion: '1.0', bucket: { name: 'guichet-test-usage' }, object },
    };
    return { Records: [record] };
  };

  /** Gives whether the message is dealt with, and what was sent on. */
  const take = async (
    message: object | string,
    how: {
      store?: Partial<Stored>;
      received?: number;
      /** Milliseconds left, each time it is asked. */
      remaining?: () => number;
      open?: OpenObject;
      /** Whether the queue takes what is sent on. */
      taken?: boolean;
    } = {},
  ) => {
    const queue = keepingQueue();
    if (how.taken === false) queue.send = () => Promise.resolve([0]);
    const store = { ...stored, ...how.store };
    const handler = takeMessages({
      ...{ store, files: store, clock, limits, queue, maxReceives: 5 },
      resolve: knownServices({ store: stored, clock }),
      open: how.open ?? open,
    });
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    const attributes = { ApproximateReceiveCount: String(how.received ?? 1) };
    const Records = [{ messageId: 'm', body, attributes }] as SQSEvent['Records'];
    const { batchItemFailures } = await handler(
      { Records },
      { getRemainingTimeInMillis: how.remaining ?? (() => aMinute) },
    );
    return { done: batchItemFailures.length === 0, sent: queue.sent as Notification[] };
  };

  const token = () => operatorTokenFor(clock);
  const report = async (fileId: string) =>
    (
      await house.call(usageFilesContract.getUsageFile, {
        params: { fileId },
        token: await token(),
      })
    ).body;
  const list = async (query = '') =>
    (await house.call(usageFilesContract.listUsageFiles, { query, token: await token() })).body;

  return {
    ...intake,
    ...{ house, stored, open, upload, take, report, list },
    /** Of the file that came in last. */
    newest: async () => (await list()).items[0]?.fileId ?? '',
    rejections: async (fileId: string, query = '') =>
      (
        await house.call(usageFilesContract.listFileRejections, {
          ...{ params: { fileId }, query, token: await token() },
        })
      ).body,
    ask: async (body: object) =>
      house.call(usageFilesContract.addUsageFile, { body, token: await token() }),
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    await soon();
    yield bytes.subarray(from, from + pieceBytes);
  }
}

export const ndjson = (records: readonly unknown[]) =>
  records.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('');

export const packed = (text: string) => gzipSync(text);
