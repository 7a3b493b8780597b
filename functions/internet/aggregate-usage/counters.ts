/** What is known of counters between days: the last reading of each. */
import { addDays, type Day } from '../../../shared/calendar.ts';

/** Octets as low and high words; times in epoch ms. */
export type LastReading = {
  at: number;
  uptime: number;
  low: number;
  high: number;
  stop: boolean;
};

/** Service, direction and flow → its last reading. */
export type Counters = ReadonlyMap<string, LastReading>;

export const counterName = (serviceId: string, direction: 'down' | 'up', flow: string) =>
  `${serviceId} ${direction} ${flow}`;

const dayMs = 86_400_000;
/** A record is taken for 130 days, and no zone's day begins more than one day before UTC's. */
const silentMs = 131 * dayMs;
/** A flow that stopped has nothing more to say but what was late. */
const stoppedMs = 8 * dayMs;

/**
 * What a day starts with, of what an earlier one ended with. It depends on the day alone, however
 * many days with readings lie between.
 */
export function keptUntil(counters: Counters, day: string): Counters {
  const start = Date.parse(`${day}T00:00:00Z`);
  return new Map(
    [...counters].filter(
      ([, { at, stop }]) => at >= start - silentMs && !(stop && at < start - stoppedMs),
    ),
  );
}

/**
 * Whether nothing that was read on a day is in what so much later a day starts with. A local day, with
 * the minutes after its midnight that tell of it, ends less than two days after UTC's began.
 */
export const forgottenAfterDays = silentMs / dayMs + 2;
export const isForgotten = (day: Day, later: Day) => later >= addDays(day, forgottenAfterDays);

export type Difference = { low: number; high: number };

/**
 * Octets counted between two readings of a counter, the earlier first. It wraps at 2^64. One whose
 * clock went back began again from 0. One that is less than before without either (a wrap of half
 * its range between two readings is none) is where counting begins again.
 */
export function difference(before: LastReading, after: LastReading): Difference {
  if (hasRestarted(before, after)) return { low: after.low, high: after.high };
  const borrow = after.low < before.low ? 1 : 0;
  const low = (after.low - before.low) >>> 0;
  const high = (after.high - before.high - borrow) >>> 0;
  return high < half ? { low, high } : { low: 0, high: 0 };
}

const half = 2 ** 31;

/** sysUpTime wraps too, after 497 days: told from a restart by the time that went by. */
function hasRestarted(before: LastReading, after: LastReading): boolean {
  if (after.uptime >= before.uptime) return false;
  const went = (after.uptime + 2 ** 32 - before.uptime) * hundredthMs;
  return Math.abs(went - (after.at - before.at)) > clocksDiffer;
}

const hundredthMs = 10;
const clocksDiffer = 600_000;
