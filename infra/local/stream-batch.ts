/** Delivers one batch of a stream: retries, bisects, and gives up as its mapping says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { failedItems } from './batch-result.ts';

export type Delivery<R> = {
  idOf: (record: R) => string;
  invoke(records: readonly R[]): Promise<string>;
  giveUp(records: readonly R[], attempts: number): void;
  partialFailures: boolean;
  bisect: boolean;
  retries: number;
  /** Longest pause between two attempts; the first is a tenth of a second. */
  pauseMs: number;
  signal: AbortSignal;
};

/** False when it was interrupted: the batch then counts as not delivered. */
export async function deliver<R>(records: readonly R[], how: Delivery<R>): Promise<boolean> {
  let rest = records;
  for (let attempt = 1; rest.length > 0; attempt++) {
    if (how.signal.aborted) return false;
    const outcome = await attemptOnce(rest, how);
    // As a retry begins where the function stopped, it repeats what came after.
    rest = rest.slice(outcome.done);
    if (rest.length === 0) return true;
    // Splitting costs no attempt: it is how one bad record is found among many.
    if (outcome.threw && how.bisect && rest.length > 1) {
      const middle = rest.length >> 1;
      return (
        (await deliver(rest.slice(0, middle), how)) && (await deliver(rest.slice(middle), how))
      );
    }
    if (attempt > how.retries) {
      how.giveUp(rest, attempt);
      return true;
    }
    await sleep(Math.min(100 * 2 ** (attempt - 1), how.pauseMs));
  }
  return true;
}

async function attemptOnce<R>(records: readonly R[], how: Delivery<R>) {
  try {
    const result = await how.invoke(records);
    if (!how.partialFailures) return { done: records.length, threw: false };
    const failed = failedItems(result, records.map(how.idOf));
    const first = records.findIndex((record) => failed.has(how.idOf(record)));
    return { done: first < 0 ? records.length : first, threw: false };
  } catch {
    return { done: 0, threw: true };
  }
}
