/** Builds what was asked for, from what the table's stream tells. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../shared/log.ts';
import { exportPrefix } from '../../../shared/table/schema.ts';
import type { BuildExport } from './build-export.ts';

const string = z.object({ S: z.string() });
const image = z.object({ profileId: string, exportId: string, status: string });
const change = z.object({
  Keys: z.object({ sk: string }),
  NewImage: z.optional(z.unknown()),
});

/**
 * The stream goes on from the first record named here: those behind it come again, and find their
 * archive made. Therefore all that can be built is, even behind one that cannot.
 */
export const buildExports =
  (build: BuildExport) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    let firstFailed: string | undefined;
    for (const record of Records) {
      try {
        const asked = readRecord(record);
        if (asked !== undefined) await build(asked);
      } catch (fault) {
        const sequenceNumber = sequenceOf(record);
        log.error('export-not-built', { sequenceNumber, ...faultFields(fault) });
        firstFailed ??= sequenceNumber;
      }
    }
    const failures = firstFailed === undefined ? [] : [{ itemIdentifier: firstFailed }];
    return { batchItemFailures: failures };
  };

/** Undefined when there is nothing to build: an archive that was made is a change, too. */
function readRecord(record: DynamoDBRecord) {
  const { Keys, NewImage } = z.parse(change, record.dynamodb);
  if (!Keys.sk.S.startsWith(exportPrefix) || NewImage === undefined) return undefined;
  const { profileId, exportId, status } = z.parse(image, NewImage);
  return status.S === 'requested' ? { profileId: profileId.S, exportId: exportId.S } : undefined;
}

/** Lambda takes an empty one for the whole batch. */
const sequenceOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';
