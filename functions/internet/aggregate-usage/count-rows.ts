/**
 * What a counter counted on a day: the octets from each of its readings to the next, the first one
 * from the last before the day. In local variables, since it runs once per reading at every fold.
 *
 * Counters wrap at 2^64. One whose clock went back began again from 0. One that is less than before
 * without either (a wrap of half its range between two readings is none) is where counting begins
 * again.
 */
import { readingMarks } from '../usage-chunk.ts';
import type { ByteSum } from './byte-sum.ts';
import type { LastReading } from './counters.ts';
import { field, rowWords, type DayRows } from './day-rows.ts';
import type { FlowRows } from './flow-rows.ts';

/**
 * Adds to the sum; gives the last reading. The rows are in time. `before` undefined: of the counter
 * nothing is known, and whether it counted from 0 is said by the first row.
 */
export function countRows(
  { rows, base }: Pick<DayRows, 'rows' | 'base'>,
  { order, from, to }: FlowRows,
  isUp: boolean,
  before: LastReading | undefined,
  sum: ByteSum,
): LastReading {
  const [ofLow, ofHigh] = isUp ? [field.upLow, field.upHigh] : [field.downLow, field.downHigh];
  const direction = isUp ? readingMarks.up : readingMarks.down;
  let isKnown = before !== undefined;
  let { at: lastAt, uptime: lastUptime, low: lastLow, high: lastHigh } = before ?? noReading;
  let marks = before?.stop === true ? readingMarks.stop : 0;
  for (let i = from; i < to; i++) {
    const row = (order[i] as number) * rowWords;
    const said = rows[row + field.marks] as number;
    if ((said & direction) === 0) continue;
    const at = base + (rows[row + field.start] as number);
    const uptime = rows[row + field.length] as number;
    const low = rows[row + ofLow] as number;
    const high = rows[row + ofHigh] as number;
    if (!isKnown) {
      if ((said & readingMarks.fromZero) !== 0) sum.add(low, high);
    } else if (uptime < lastUptime && hasRestarted(at - lastAt, uptime, lastUptime)) {
      sum.add(low, high);
    } else {
      const more = (high - lastHigh - (low < lastLow ? 1 : 0)) >>> 0;
      if (more < half) sum.add((low - lastLow) >>> 0, more);
    }
    isKnown = true;
    lastAt = at;
    lastUptime = uptime;
    lastLow = low;
    lastHigh = high;
    marks = said;
  }
  const stop = (marks & readingMarks.stop) !== 0;
  return { at: lastAt, uptime: lastUptime, low: lastLow, high: lastHigh, stop };
}

const noReading = { at: 0, uptime: 0, low: 0, high: 0 };
const half = 2 ** 31;

/** sysUpTime wraps too, after 497 days: told from a restart by the time that went by. */
function hasRestarted(went: number, uptime: number, lastUptime: number): boolean {
  const counted = (uptime + 2 ** 32 - lastUptime) * hundredthMs;
  return Math.abs(counted - went) > clocksDiffer;
}

const hundredthMs = 10;
const clocksDiffer = 600_000;
