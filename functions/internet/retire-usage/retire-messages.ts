/** Works off messages of a run: some days of a shard each, the oldest first. */
import * as z from 'zod/mini';
import type { Day } from '../../../shared/calendar.ts';
import { faultFields, log } from '../../../shared/log.ts';
import { workOff, type Messages } from '../aggregate-usage/messages.ts';
import { notFolded } from './config.ts';
import { retireShardDay, type RetireDeps } from './retire-shard-day.ts';
import { lastDayToRetire } from './retirement-rules.ts';
import type { ShardDay } from './store.ts';

const message = z.object({
  runId: z.string(),
  shard: z.int(),
  days: z.array(z.iso.date()).check(z.minLength(1)),
});
type Told = z.output<typeof message> & { isLast: boolean };

export const retireMessages = (deps: RetireDeps, maxReceives: number) => (event: Messages) =>
  workOff(event, async (told, record) => {
    const received = Number(record.attributes.ApproximateReceiveCount);
    const parsed = z.safeParse(message, told);
    if (!parsed.success) {
      log.error('message-malformed', { messageId: record.messageId, received });
      return false;
    }
    const { runId, shard } = parsed.data;
    try {
      return await retireDays(deps, { ...parsed.data, isLast: received >= maxReceives });
    } catch (fault) {
      log.error('retirement-failed', { runId, shard, received, ...faultFields(fault) });
      return false;
    }
  });

/** Earlier days of the shard come first, whether or not the run told of them: they may hold others up. */
async function retireDays(deps: RetireDeps, told: Told): Promise<boolean> {
  const { shard, days } = told;
  const last = days.reduce((latest, day) => (day > latest ? day : latest));
  const ordered = [...new Set([...days, ...(await deps.store.dueOf(shard, last))])].sort();
  let earlierKept = false;
  let failed = 0;
  for (const day of ordered) {
    const end = await retireOne(deps, told, day, earlierKept);
    if (end !== 'gone') earlierKept = true;
    if (end === 'failed') failed++;
  }
  return failed === 0;
}

/** One that fails holds up no other shard. */
async function retireOne(deps: RetireDeps, told: Told, day: Day, earlierKept: boolean) {
  const { store, clock } = deps;
  const { runId, shard } = told;
  const at = { shard, day };
  try {
    if (day > lastDayToRetire(clock.now(), deps.keepDays)) {
      throw new Error('The day is too young to be retired');
    }
    const retired = await retireShardDay(deps, runId, at, earlierKept);
    if (retired.end === 'gone') log.info('facts-retired', { runId, ...at });
    else if (retired.because === 'not-folded') log.error(notFolded, { runId, ...at });
    else log.info('facts-kept', { runId, ...at, because: retired.because });
    if (told.days.includes(day)) {
      await store.partDone(runId, at, retired.end === 'kept', clock.now());
    }
    return retired.end;
  } catch (fault) {
    log.error('retirement-failed', { runId, ...at, ...faultFields(fault) });
    if (told.isLast && told.days.includes(day)) await tellFailed(deps, runId, at);
    return 'failed';
  }
}

/** The table may be what failed; then the run stays unfinished, and the dead letters raise alarm. */
async function tellFailed({ store, clock }: RetireDeps, runId: string, at: ShardDay) {
  try {
    await store.partFailed(runId, at, clock.now());
  } catch (fault) {
    log.error('part-not-told', { runId, ...at, ...faultFields(fault) });
  }
}
