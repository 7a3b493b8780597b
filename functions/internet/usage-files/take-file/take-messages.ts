/** Works off what S3 tells of new objects; a file that takes longer than a call is sent on. */
import type { Context, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../../shared/log.ts';
import type { Queue } from '../../../../shared/queue.ts';
import { workOff, type Messages } from '../../aggregate-usage/messages.ts';
import type { UsageObject } from '../file.ts';
import { beginFile } from './begin-file.ts';
import { takeFile, type TakeFileDeps } from './take-file.ts';

export type TakeMessagesDeps = TakeFileDeps & { queue: Queue; maxReceives: number };

/** Keys come encoded as in a form. */
const decoded = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));

function isEncoded(key: string): boolean {
  try {
    decoded(key);
    return true;
  } catch {
    return false;
  }
}

const created = z.object({
  eventName: z.string().check(z.startsWith('ObjectCreated:')),
  eventTime: z.iso.datetime(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().check(z.refine(isEncoded)),
      size: z.int(),
      eTag: z.string(),
      versionId: z.optional(z.string()),
    }),
  }),
});
type Created = z.output<typeof created>;
const notification = z.object({ Records: z.array(created) });
/** Sent once, when the bucket is told where to send notifications. */
const testEvent = z.object({ Event: z.literal('s3:TestEvent') });

type Remaining = Pick<Context, 'getRemainingTimeInMillis'>;

export const takeMessages = (deps: TakeMessagesDeps) => (event: Messages, context: Remaining) =>
  workOff(event, (message, record) => takeMessage(message, record, deps, context));

async function takeMessage(
  message: unknown,
  { messageId, attributes }: SQSRecord,
  deps: TakeMessagesDeps,
  context: Remaining,
): Promise<boolean> {
  if (z.safeParse(testEvent, message).success) return true;
  const received = Number(attributes.ApproximateReceiveCount);
  const parsed = z.safeParse(notification, message);
  if (!parsed.success) {
    log.error('message-malformed', { messageId, received });
    return false;
  }
  let isDone = true;
  for (const record of parsed.data.Records) {
    if (!(await takeOne(record, received, deps, context))) isDone = false;
  }
  return isDone;
}

async function takeOne(
  record: Created,
  received: number,
  deps: TakeMessagesDeps,
  context: Remaining,
): Promise<boolean> {
  const object = objectOf(record);
  // What consoles and file transfers put there to show a folder.
  if (object.key.endsWith('/')) return true;
  try {
    const started = performance.now();
    const { fileId, outcome } = await takeFile(deps, object, () =>
      context.getRemainingTimeInMillis(),
    );
    const isTaken =
      outcome === 'done' || (await deps.queue.send([{ Records: [record] }])).length === 0;
    log.info('file-taken', { fileId, outcome, ms: Math.round(performance.now() - started) });
    return isTaken;
  } catch (fault) {
    log.error('file-failed', { received, ...faultFields(fault) });
    if (received >= deps.maxReceives) await giveUp(deps, object);
    return false;
  }
}

/** The table may be what failed; then the file stays as it is, and the dead letters raise alarm. */
async function giveUp({ files, clock }: TakeMessagesDeps, object: UsageObject) {
  try {
    const file = await beginFile(files, object);
    await files.fail(file, 'gave-up', clock.now());
  } catch (fault) {
    log.error('failure-not-told', faultFields(fault));
  }
}

const objectOf = ({ eventTime, s3: { bucket, object } }: Created): UsageObject => ({
  bucket: bucket.name,
  key: decoded(object.key),
  ...{ versionId: object.versionId, eTag: object.eTag, size: object.size },
  uploadedAt: Date.parse(eventTime),
});
