/** Works off orders to run the job, by the clock or by request. */
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { faultFields, log } from '../../../../shared/log.ts';
import { workOff, type Messages } from '../messages.ts';
import { dispatchRun, type DispatchDeps } from './dispatch-run.ts';

const job = z.literal('aggregate-usage');
const order = z.discriminatedUnion('trigger', [
  z.object({ job, trigger: z.literal('schedule'), scheduledFor: z.iso.datetime({ offset: true }) }),
  z.object({ job, trigger: z.literal('request'), runId: z.string() }),
]);

/** A schedule's time names its run, so that a message delivered twice is the same run. */
const scheduledRun = (time: string) =>
  `aggregate-usage-${new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')}`;

export const dispatchMessages = (deps: DispatchDeps) => (event: Messages) =>
  workOff(event, (message, record) => dispatched(message, record, deps));

async function dispatched(message: unknown, { messageId }: SQSRecord, deps: DispatchDeps) {
  const parsed = z.safeParse(order, message);
  if (!parsed.success) {
    log.error('message-malformed', { messageId });
    return false;
  }
  const { trigger } = parsed.data;
  const runId =
    parsed.data.trigger === 'schedule' ? scheduledRun(parsed.data.scheduledFor) : parsed.data.runId;
  try {
    const parts = await dispatchRun(deps, { runId, job: parsed.data.job, trigger });
    log.info('dispatched', { runId, trigger, parts });
    return true;
  } catch (fault) {
    log.error('dispatch-failed', { runId, trigger, ...faultFields(fault) });
    return false;
  }
}
