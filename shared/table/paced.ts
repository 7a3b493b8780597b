/**
 * Back-pressure for jobs that write as fast as they can. Requests go out evenly, no more of them a
 * second than the job's share of what the table takes; when the table throttles all the same, they
 * become fewer at once and more again by and by, so that a job is slow rather than given up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from './client.ts';

export type Pace = {
  /** Milliseconds to wait until the next request may go. */
  turn: (now: number) => number;
  answered: (now: number, throttled: boolean) => void;
};

/** A table that throttles does so for many requests at once: they are one reason to slow down. */
const togetherMs = 500;
const cut = 0.7;
/** From a standstill to full speed in so many seconds without a throttled request. */
const recoverySeconds = 20;
const least = 10;
/** Timers are no finer: what is due so soon goes at once, and the ones after it wait longer. */
const finestMs = 4;

/** `most`: requests a second. Times in milliseconds. */
export function paceOf(most: number): Pace {
  let rate = most;
  let free = -Infinity;
  let slowedAt = -Infinity;
  return {
    turn(now) {
      const at = Math.max(now, free);
      free = at + 1000 / rate;
      return at - now < finestMs ? 0 : at - now;
    },
    answered(now, throttled) {
      if (!throttled) rate = Math.min(most, rate + most / recoverySeconds / rate);
      else if (now - slowedAt >= togetherMs) {
        rate = Math.max(Math.min(least, most), rate * cut);
        slowedAt = now;
      }
    },
  };
}

/** The client tries again by itself what was throttled; it tells how often it had to. */
const isRetried = (told: unknown) =>
  ((told as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1) > 1;

/** Holds back whatever is asked of the table through this client. */
export function pacedTable(table: Table, most: number): Table {
  const pace = paceOf(most);
  table.client.middlewareStack.add(
    (next) => async (args) => {
      const wait = pace.turn(performance.now());
      if (wait > 0) await sleep(wait);
      try {
        const result = await next(args);
        pace.answered(performance.now(), isRetried(result.output));
        return result;
      } catch (fault) {
        pace.answered(performance.now(), isRetried(fault));
        throw fault;
      }
    },
    { step: 'initialize', name: 'pace', priority: 'low' },
  );
  return table;
}
