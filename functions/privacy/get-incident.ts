import { dayOf } from '../../shared/calendar.ts';
import type { Clock } from '../../shared/clock.ts';
import { etagOf } from '../../shared/http/etag.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { isKept } from './incident-rules.ts';
import { shownIncident, shownRevision } from './incident-view.ts';
import type { IncidentsStore } from './incidents.store.ts';

type Deps = { incidents: IncidentsStore; clock: Clock };

export const getIncident = ({ incidents, clock }: Deps) =>
  operation(privacyContract.getIncident, async ({ params: { incidentId } }) => {
    const [stored, history] = await Promise.all([
      incidents.get(incidentId),
      incidents.history(incidentId),
    ]);
    const today = dayOf(clock.now().getTime(), 'UTC');
    if (stored === undefined || !isKept(stored, today)) return refuse({ reason: 'not-found' });
    // Revisions of an entry that left the register, and whose id was used again, may be there still.
    const own = history.filter(({ changedAt }) => changedAt >= stored.recordedAt);
    return {
      ok: true,
      value: { ...shownIncident(stored), history: own.map(shownRevision) },
      headers: { etag: etagOf(stored.revision) },
    };
  });
