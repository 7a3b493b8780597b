/** Usage files in the bucket, read as a stream. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { UsageObject } from '../file.ts';
import { FileRefused } from './segments.ts';

/** Bytes of an object, from one to another (included) or to its end. */
export type OpenObject = (
  object: UsageObject,
  range: { from: number; to?: number },
) => Promise<AsyncIterable<Uint8Array>>;

/** As the table's client does: the SDK's own lines quote whole requests. */
const nothing = () => undefined;
const silent = { trace: nothing, debug: nothing, warn: nothing, error: nothing };

export function objectsIn(client = objectClient()): OpenObject {
  return async ({ bucket, key, versionId }, { from, to }) => {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
          ...(from === 0 && to === undefined ? {} : { Range: `bytes=${from}-${to ?? ''}` }),
        }),
      );
      return Body as AsyncIterable<Uint8Array>;
    } catch (fault) {
      if (isGone(fault)) throw new FileRefused('object-gone');
      throw fault;
    }
  };
}

const isGone = (fault: unknown) =>
  fault instanceof Error && (fault.name === 'NoSuchKey' || fault.name === 'NoSuchVersion');

const objectClient = () =>
  new S3Client({
    maxAttempts: 4,
    logger: silent as never,
    // Of an upload in parts it is none of the whole; what is damaged shows when it is read.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
