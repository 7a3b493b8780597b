/** How an entry of the register is shown. */
import type { Revision, StoredIncident } from './incidents.store.ts';

export const shownIncident = ({ incident, incidentId, recordedAt, ...stored }: StoredIncident) => ({
  incidentId,
  ...incident,
  revision: stored.revision,
  recordedAt: new Date(recordedAt).toISOString(),
  changedAt: new Date(stored.changedAt).toISOString(),
  changedBy: stored.changedBy,
  keptUntil: stored.keptUntil,
});

export const shownRevision = ({ changedAt, ...revision }: Revision) => ({
  ...revision,
  changedAt: new Date(changedAt).toISOString(),
});
