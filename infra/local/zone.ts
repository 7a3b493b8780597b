/** Local clock times of a zone as instants. */
export type ClockTime = { year: number; month: number; day: number; hour: number; minute: number };

const hours = 3_600_000;

/** The first instant that shows this time there; none in the hour that a clock change skips. */
export function instantOf(zone: string, time: ClockTime): Date | undefined {
  const asUtc = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);
  // Whatever the clocks do that day, these are the offsets before and after.
  const candidates = [asUtc - 24 * hours, asUtc + 24 * hours].map(
    (near) => asUtc - offsetAt(zone, near),
  );
  const shown = candidates.filter((at) => at + offsetAt(zone, at) === asUtc);
  return shown.length === 0 ? undefined : new Date(Math.min(...shown));
}

/** Day that it is there at this instant. */
export function dayAt(zone: string, instant: Date) {
  const local = new Date(instant.getTime() + offsetAt(zone, instant.getTime()));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
  };
}

/** Milliseconds ahead of UTC. */
function offsetAt(zone: string, at: number): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hour, minute] = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  const minutes = Number(hour ?? 0) * 60 + Number(minute ?? 0);
  return (sign === '-' ? -minutes : minutes) * 60_000;
}
