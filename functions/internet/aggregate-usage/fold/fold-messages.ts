/** Works off fold messages; those that failed come again, and go to the dead letters in the end. */
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../../shared/log.ts';
import { workOff, type Messages } from '../messages.ts';
import { foldShardDay, type FoldDeps } from './fold-shard-day.ts';

const foldMessage = z.object({ runId: z.string(), shard: z.int(), day: z.iso.date() });

export const foldMessages = (deps: FoldDeps, maxReceives: number) => (event: Messages) =>
  workOff(event, (message, record) => foldOne(message, record, deps, maxReceives));

async function foldOne(message: unknown, record: SQSRecord, deps: FoldDeps, maxReceives: number) {
  const received = Number(record.attributes.ApproximateReceiveCount);
  const parsed = z.safeParse(foldMessage, message);
  if (!parsed.success) {
    log.error('message-malformed', { messageId: record.messageId, received });
    return false;
  }
  const { runId, ...at } = parsed.data;
  const started = performance.now();
  try {
    const end = await foldShardDay(deps, at);
    if (end === 'retired') log.warn('fold-refused', { runId, ...at, reason: end });
    const totalsWritten = end === 'retired' ? undefined : end;
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
