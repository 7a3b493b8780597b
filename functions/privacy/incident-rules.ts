/** How the register of incidents is kept. Pure. */
import { addDays, type Day } from '../../shared/calendar.ts';

/** The regulation's; counted from the last day on which the organization became aware. */
const yearsKept = 5;

type Awareness = { becameAware: { from: Day; to?: Day | undefined } };

export const awareOn = ({ becameAware }: Awareness): Day => becameAware.to ?? becameAware.from;

/** The last day on which the register shows it. A correction never makes that earlier. */
export function keptUntil(incident: Awareness, before: Day | undefined): Day {
  const aware = awareOn(incident);
  const year = String(Number(aware.slice(0, 4)) + yearsKept).padStart(4, '0');
  const anniversary = `${year}${aware.slice(4)}`;
  // Five years after February 29 comes March 1.
  const until = anniversary.endsWith('-02-29') ? addDays(`${year}-02-28`, 1) : anniversary;
  return before !== undefined && before > until ? before : until;
}

export const isKept = ({ keptUntil: until }: { keptUntil: Day }, today: Day) => until >= today;

/** Nobody can know yet of tomorrow's incident; one of long ago would leave the register at once. */
export function issuesOf(incident: Awareness, today: Day): { path: string; expected: string }[] {
  const aware = awareOn(incident);
  if (aware > today) return [{ path: 'body.becameAware', expected: `${today} or before` }];
  if (keptUntil(incident, undefined) < today) {
    return [{ path: 'body.becameAware', expected: `within the last ${yearsKept} years` }];
  }
  return [];
}

/** Newest awareness first; of one day, by id. */
export const byAwareness = (
  one: Awareness & { incidentId: string },
  other: Awareness & { incidentId: string },
) => awareOn(other).localeCompare(awareOn(one)) || one.incidentId.localeCompare(other.incidentId);
