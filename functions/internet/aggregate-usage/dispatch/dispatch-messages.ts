/** Works off orders to run a job, by the clock or by request. */
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { jobNames, type JobName } from '../../../../shared/jobs.ts';
import { faultFields, log } from '../../../../shared/log.ts';
import { workOff, type Messages } from '../messages.ts';
import type { RunStart } from './store.ts';

/** Each hands out the parts of a run of its job, and gives how many there are. */
export type Dispatchers = Record<JobName, (run: Omit<RunStart, 'now'>) => Promise<number>>;

const job = z.enum(jobNames);
const order = z.discriminatedUnion('trigger', [
  z.object({ job, trigger: z.literal('schedule'), scheduledFor: z.iso.datetime({ offset: true }) }),
  z.object({ job, trigger: z.literal('request'), runId: z.string() }),
]);

/** A schedule's time names its run, so that a message delivered twice is the same run. */
const scheduledRun = (name: JobName, time: string) =>
  `${name}-${new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')}`;

export const dispatchMessages = (dispatchers: Dispatchers) => (event: Messages) =>
  workOff(event, (message, record) => dispatched(message, record, dispatchers));

async function dispatched(message: unknown, { messageId }: SQSRecord, dispatchers: Dispatchers) {
  const parsed = z.safeParse(order, message);
  if (!parsed.success) {
    log.error('message-malformed', { messageId });
    return false;
  }
  const { job: name, trigger } = parsed.data;
  const runId =
    parsed.data.trigger === 'schedule'
      ? scheduledRun(name, parsed.data.scheduledFor)
      : parsed.data.runId;
  try {
    const parts = await dispatchers[name]({ runId, job: name, trigger });
    log.info('dispatched', { runId, job: name, trigger, parts });
    return true;
  } catch (fault) {
    log.error('dispatch-failed', { runId, trigger, ...faultFields(fault) });
    return false;
  }
}
