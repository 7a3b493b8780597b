/** Every operation of the feature, with what it needs: for the entry, and for tests of the whole. */
import { attemptsIn } from '../../shared/attempts.ts';
import type { Clock } from '../../shared/clock.ts';
import type { OperationsOf } from '../../shared/http/operation.ts';
import type { Table } from '../../shared/table/client.ts';
import { askExport } from './ask-export.ts';
import type { privacyContract } from './contract.ts';
import { downloadExport } from './download-export.ts';
import { eraseProfile } from './erase-profile.ts';
import { erasureStore } from './erasure.store.ts';
import { exportsStore } from './exports.store.ts';
import { getExport } from './get-export.ts';
import { getIncident } from './get-incident.ts';
import { incidentsStore } from './incidents.store.ts';
import { listIncidents } from './list-incidents.ts';
import { putIncident } from './put-incident.ts';

export function privacyOperations(
  table: Table,
  clock: Clock,
): OperationsOf<typeof privacyContract> {
  const deps = {
    exports: exportsStore(table),
    erasure: erasureStore(table),
    incidents: incidentsStore(table),
    attempts: attemptsIn(table, clock),
    clock,
  };
  return {
    askExport: askExport(deps),
    getExport: getExport(deps),
    downloadExport: downloadExport(deps),
    eraseProfile: eraseProfile(deps),
    putIncident: putIncident(deps),
    listIncidents: listIncidents(deps),
    getIncident: getIncident(deps),
  };
}
