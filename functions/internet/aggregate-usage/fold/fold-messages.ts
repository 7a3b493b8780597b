/** Works off fold messages; those that failed come again, and go to the dead letters in the end. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../../shared/log.ts';
import { foldShardDay, type FoldDeps } from './fold-shard-day.ts';

const foldMessage = z.object({ runId: z.string(), shard: z.int(), day: z.iso.date() });

export const foldMessages =
  (deps: FoldDeps, maxReceives: number) =>
  async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      if (!(await foldMessageOf(record, deps, maxReceives)))
        batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };

async function foldMessageOf(record: SQSRecord, deps: FoldDeps, maxReceives: number) {
  const received = Number(record.attributes.ApproximateReceiveCount);
  const parsed = z.safeParse(foldMessage, jsonOf(record.body));
  if (!parsed.success) {
    log.error('message-malformed', { messageId: record.messageId, received });
    return false;
  }
  const { runId, ...at } = parsed.data;
  const started = performance.now();
  try {
    const totalsWritten = await foldShardDay(deps, at);
    await deps.store.partDone(runId, at, deps.clock.now(), totalsWritten);
    const ms = Math.round(performance.now() - started);
    log.info('folded', { runId, ...at, totalsWritten, ms });
    return true;
  } catch (fault) {
    log.error('fold-failed', { runId, ...at, received, ...faultFields(fault) });
    if (received >= maxReceives) await tellFailed(deps, runId, at);
    return false;
  }
}

/** The table may be what failed; then the run stays unfinished, and the dead letters raise alarm. */
async function tellFailed(deps: FoldDeps, runId: string, at: { shard: number; day: string }) {
  try {
    await deps.store.partFailed(runId, at, deps.clock.now());
  } catch (fault) {
    log.error('part-not-told', { runId, ...at, ...faultFields(fault) });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
