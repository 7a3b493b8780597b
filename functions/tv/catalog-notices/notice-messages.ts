/** Works off messages of a run: a partition each. One that failed comes again. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../shared/log.ts';
import { notifyPartition, type NoticeDeps } from './notify-partition.ts';
import type { At } from './parts.store.ts';

const message = z.object({ runId: z.string(), partition: z.int() });

export const noticeMessages =
  (deps: NoticeDeps, maxReceives: number) =>
  async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      if (!(await worksOff(deps, record, maxReceives))) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };

async function worksOff(deps: NoticeDeps, record: SQSRecord, maxReceives: number) {
  const received = Number(record.attributes.ApproximateReceiveCount);
  const at = messageIn(record.body);
  if (at === undefined) {
    log.error('message-malformed', { messageId: record.messageId, received });
    return false;
  }
  try {
    await notifyPartition(deps, at);
    log.info('holders-told', at);
    return true;
  } catch (fault) {
    log.error('holders-not-told', { ...at, received, ...faultFields(fault) });
    if (received >= maxReceives) await tellFailed(deps, at);
    return false;
  }
}

function messageIn(body: string): At | undefined {
  try {
    return z.safeParse(message, JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The table may be what failed; then the run stays unfinished, and the dead letters raise alarm. */
async function tellFailed({ store, clock }: NoticeDeps, at: At) {
  try {
    await store.partFailed(at, clock.now());
  } catch (fault) {
    log.error('part-not-told', { ...at, ...faultFields(fault) });
  }
}
