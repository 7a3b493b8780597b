import { isDeepStrictEqual } from 'node:util';
import { dayOf } from '../../shared/calendar.ts';
import type { Clock } from '../../shared/clock.ts';
import { etagOf, isExpected } from '../../shared/http/etag.ts';
import { operation, refuse, RequestRefused } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { isKept, issuesOf, keptUntil } from './incident-rules.ts';
import type { IncidentsStore } from './incidents.store.ts';

/** It was changed while this was decided: read again and decide again, so often. */
const tries = 3;

type Deps = { incidents: IncidentsStore; clock: Clock };

export const putIncident = ({ incidents, clock }: Deps) =>
  operation(privacyContract.putIncident, async ({ params, body, headers, caller }) => {
    const { incidentId } = params;
    const now = clock.now();
    // No zone of Canada is ahead of UTC.
    const today = dayOf(now.getTime(), 'UTC');
    const issues = issuesOf(body, today);
    if (issues.length > 0) throw new RequestRefused({ reason: 'invalid-request', issues });

    for (let attempt = 1; attempt <= tries; attempt++) {
      const found = await incidents.get(incidentId);
      // One that has left the register, and housekeeping has not removed yet, begins anew.
      const stored = found !== undefined && isKept(found, today) ? found : undefined;
      if (!isExpected(stored?.revision, headers['if-match'])) return refuse({ reason: 'conflict' });
      const as = stored === undefined ? 'created' : 'ok';
      if (stored !== undefined && isDeepStrictEqual(stored.incident, body)) {
        const { revision } = stored;
        const value = { incidentId, revision, changed: false };
        return { ok: true, as, value, headers: { etag: etagOf(stored.revision) } };
      }

      const next = {
        incidentId,
        incident: body,
        revision: (found?.revision ?? 0) + 1,
        recordedAt: stored?.recordedAt ?? now.getTime(),
        changedAt: now.getTime(),
        changedBy: caller.clientId,
        keptUntil: keptUntil(body, stored?.keptUntil),
      };
      if (await incidents.save(next)) {
        const value = { incidentId, revision: next.revision, changed: true };
        return { ok: true, as, value, headers: { etag: etagOf(next.revision) } };
      }
    }
    return refuse({ reason: 'conflict' });
  });
