/** What a data add-on, and the totals for billing outside, ask of the table. */
import { dataAddOnsContract } from '../../functions/internet/data-addons/contract.ts';
import { usageTotalsContract } from '../../functions/internet/usage-totals/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import { removeItem, updateItem } from '../support/items.ts';
import type { House } from '../support/house.ts';
import { signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

export const benchDataAddOns = [
  {
    ...{ dataAddOnId: 'bench-50', bytes: 50_000_000_000 },
    name: { fr: '50 Go de plus', en: '50 GB more' },
    price: { amount: 500, currency: 'CAD' as const },
  },
];

/** `person` holds the account of the service. Leaves no session behind. */
export async function billingRows(
  { table, clock, person, measure }: Subject,
  { house, serviceId, operator }: { house: House; serviceId: string; operator: string },
) {
  const { token, sessionId } = await signedIn(table, clock, person);
  const params = { serviceId };
  await measure(dataAddOnsContract.buyDataAddOn, {
    ...{ token, params, headers: { 'idempotency-key': 'data' } },
    body: { dataAddOnId: 'bench-50' },
  });
  await measure(dataAddOnsContract.listDataAddOns, { token, params });
  await removeItem(table, keys.session(person.profileId, sessionId));

  // As if it had been on file in the period that has ended, too; the catalog of then is remembered.
  await updateItem(table, keys.usageHeader(person.accountNumber, serviceId), { onFileAt: 0 });
  const totals = { token: operator, query: 'periodEnd=2026-11-08' };
  await house.call(usageTotalsContract.listUsageTotals, totals);
  const { body } = await measure(usageTotalsContract.listUsageTotals, totals);
  if (body.items.length === 0) throw new Error('No service has a period that ended');
}
