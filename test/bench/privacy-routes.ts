/** What leaving, and the register of incidents, ask of the table. */
import { buildExport } from '../../functions/privacy/build-export/build-export.ts';
import { collectFrom } from '../../functions/privacy/build-export/collect.store.ts';
import { buildStore } from '../../functions/privacy/build-export/store.ts';
import { privacyContract } from '../../functions/privacy/contract.ts';
import { exampleIncident } from '../../functions/privacy/incident.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

/** Erases the person in the end. */
export async function privacyRows({ table, clock, person, measure }: Subject, operator: string) {
  const { token } = await signedIn(table, clock, person, { steppedUp: true });
  const { exportId } = (await measure(privacyContract.askExport, { token })).body;
  const exported = { token, params: { exportId } };
  await buildExport({ store: buildStore(table), collect: collectFrom(table), clock })({
    profileId: person.profileId,
    exportId,
  });
  await measure(privacyContract.getExport, exported);
  await measure(privacyContract.downloadExport, exported);
  await measure(privacyContract.eraseProfile, { token });
  const incident = { token: operator, params: { incidentId: '2026-001' } };
  await measure(privacyContract.putIncident, { ...incident, body: exampleIncident });
  await measure(privacyContract.listIncidents, { token: operator });
  await measure(privacyContract.getIncident, incident);
}
