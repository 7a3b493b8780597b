/**
 * Days and billing periods, cut in the account's time zone. Days are `YYYY-MM-DD` strings, which
 * compare and sort as dates do; instants are epoch milliseconds.
 */

export type Day = string;
export type Period = { start: Day; end: Day };

/**
 * Cycle days an account has had: `day` counts from the period boundary `from` on. The first entry
 * has no beginning, so that every day of the past falls in a period.
 */
export type Cycle = { from: Day; day: number };

export const beginningOfTime: Day = '0001-01-01';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

const utc = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const dayOfUtc = (instant: number): Day => new Date(instant).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => dayOfUtc(utc(day) + days * dayMs);
export const daysBetween = (from: Day, to: Day) => Math.round((utc(to) - utc(from)) / dayMs);

/** Every day from `from` to `to`, both included. */
export const daysFrom = (from: Day, to: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, i) => addDays(from, i));

/** Whether the runtime's own time-zone data knows the zone. */
export const isTimeZone = (timeZone: string) => {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone });
    return true;
  } catch {
    return false;
  }
};

/**
 * Offset from UTC of a zone at an instant, in milliseconds. Formatting costs 1.5 µs, so it is done
 * once per zone and quarter of an hour: every zone of today changes its clocks on such a boundary.
 */
const quarterMs = hourMs / 4;
const maxRemembered = 50_000;
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

export function offsetAt(instant: number, timeZone: string): number {
  let ofZone = offsets.get(timeZone);
  if (ofZone === undefined) offsets.set(timeZone, (ofZone = new Map<number, number>()));
  const quarter = Math.floor(instant / quarterMs);
  let offset = ofZone.get(quarter);
  if (offset === undefined) {
    if (ofZone.size >= maxRemembered) ofZone.clear();
    ofZone.set(quarter, (offset = measureOffset(quarter * quarterMs, timeZone)));
  }
  return offset;
}

function measureOffset(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  const local = Date.parse(
    `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`,
  );
  return local - instant;
}

/** The calendar day an instant falls on in a zone. */
export const dayOf = (instant: number, timeZone: string): Day =>
  dayOfUtc(instant + offsetAt(instant, timeZone));

/**
 * The instant a local day begins. Where clocks jump over midnight it begins at the first instant
 * that exists; where they are set back over it, at the first of the two midnights.
 */
export function startOfDay(day: Day, timeZone: string): number {
  const wall = utc(day);
  const candidates = [offsetAt(wall - dayMs, timeZone), offsetAt(wall + dayMs, timeZone)]
    .map((offset) => wall - offset)
    .sort((a, b) => a - b);
  const exact = candidates.find((instant) => instant + offsetAt(instant, timeZone) === wall);
  return exact ?? firstInstantOf(day, candidates[0] ?? wall, timeZone);
}

function firstInstantOf(day: Day, from: number, timeZone: string): number {
  for (let instant = from; ; instant += quarterMs) {
    if (dayOf(instant, timeZone) >= day) return instant;
  }
}

/** The day of a month on which a cycle begins: a month too short uses its last day. */
function cycleStart(year: number, month: number, cycleDay: number): Day {
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOfUtc(Date.UTC(year, month, Math.min(cycleDay, lastDay)));
}

function cycleStartOnOrBefore(day: Day, cycleDay: number): Day {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const ofThisMonth = cycleStart(year, month - 1, cycleDay);
  return ofThisMonth <= day ? ofThisMonth : cycleStart(year, month - 2, cycleDay);
}

function cycleStartAfter(day: Day, cycleDay: number): Day {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const ofThisMonth = cycleStart(year, month - 1, cycleDay);
  return ofThisMonth > day ? ofThisMonth : cycleStart(year, month, cycleDay);
}

/** The billing period a day belongs to; `end` is its last day. */
export function periodOf(day: Day, cycles: readonly Cycle[]): Period {
  const index = cycles.findLastIndex(({ from }) => from <= day);
  const cycle = cycles[Math.max(index, 0)];
  if (cycle === undefined) throw new Error('An account has at least one cycle day');
  const start = cycleStartOnOrBefore(day, cycle.day);
  const next = cycleStartAfter(day, cycle.day);
  const moved = cycles[index + 1]?.from ?? next;
  return {
    start: start < cycle.from ? cycle.from : start,
    end: addDays(next < moved ? next : moved, -1),
  };
}

/** The period of a day and the `count` before it, newest first. */
export function periodsBack(day: Day, cycles: readonly Cycle[], count: number): Period[] {
  const periods = [periodOf(day, cycles)];
  while (periods.length <= count) {
    const oldest = periods.at(-1);
    if (oldest === undefined) break;
    periods.push(periodOf(addDays(oldest.start, -1), cycles));
  }
  return periods;
}

/**
 * A new cycle day counts from the end of the period that is open, so that no period that was shown
 * is cut anew. A change that is changed again before then is forgotten.
 */
export function moveCycle(cycles: readonly Cycle[], cycleDay: number, today: Day): Cycle[] {
  const settled = cycles.filter(({ from }) => from <= today);
  if (settled.at(-1)?.day === cycleDay) return settled;
  return [...settled, { from: addDays(periodOf(today, settled).end, 1), day: cycleDay }];
}
