/** What is known of counters between days: the last reading of each. */
import { addDays, type Day } from '../../../shared/calendar.ts';
import { chosen, type NameColumns } from '../name-columns.ts';

/** Octets as low and high words; times in epoch ms. */
export type LastReading = {
  at: number;
  uptime: number;
  low: number;
  high: number;
  stop: boolean;
};

/** Last readings in columns, in the order of their counters' names. */
export type Counters = {
  /** Direction, service and flow, as `LastReadings` writes them. */
  names: NameColumns;
  at: Float64Array;
  uptime: Uint32Array;
  low: Uint32Array;
  high: Uint32Array;
  /** 1 where it was the flow's last. */
  stop: Uint8Array;
};

export const noCounters: Counters = {
  names: { count: 0, columns: [] },
  at: new Float64Array(0),
  ...{ uptime: new Uint32Array(0), low: new Uint32Array(0), high: new Uint32Array(0) },
  stop: new Uint8Array(0),
};

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
  const { at, stop } = counters;
  const kept = new Uint32Array(at.length);
  let count = 0;
  for (let i = 0; i < at.length; i++) {
    const last = at[i] as number;
    if (last >= start - silentMs && !(stop[i] === 1 && last < start - stoppedMs)) kept[count++] = i;
  }
  return count === at.length ? counters : some(counters, kept.subarray(0, count));
}

/**
 * Whether nothing that was read on a day is in what so much later a day starts with. A local day, with
 * the minutes after its midnight that tell of it, ends less than two days after UTC's began.
 */
export const forgottenAfterDays = silentMs / dayMs + 2;
export const isForgotten = (day: Day, later: Day) => later >= addDays(day, forgottenAfterDays);

function some({ names, at, uptime, low, high, stop }: Counters, numbers: Uint32Array): Counters {
  return {
    names: {
      count: numbers.length,
      columns: names.columns.map((column) =>
        column.length < names.count ? column : chosen(column, numbers),
      ),
    },
    ...{ at: chosen(at, numbers), uptime: chosen(uptime, numbers) },
    ...{ low: chosen(low, numbers), high: chosen(high, numbers), stop: chosen(stop, numbers) },
  };
}
