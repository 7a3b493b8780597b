/** What TV purchases ask of the table: a record of a new one, an event of one that is there, a page. */
import { purchaseIntakeContract } from '../../functions/tv/purchase-intake/contract.ts';
import { purchasesContract } from '../../functions/tv/purchases/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import type { House } from '../support/house.ts';
import { updateItem } from '../support/items.ts';
import { putPerson, signedIn } from '../support/people.ts';
import type { Subject } from './person-routes.ts';

/** As many as a household buys that watches every other evening. */
const bought = 15;

export async function tvPurchaseRows(
  { table, clock, measure }: Pick<Subject, 'table' | 'clock' | 'measure'>,
  { house, operator }: { house: House; operator: string },
) {
  const accountNumber = '50000000903';
  const email = 'viewer@example.com';
  const person = await putPerson(table, { email, accountNumber, passwordHash: 'x' });
  const service = { type: 'tv', planId: 'mon-mix-20', equipment: [], addOns: [], status: 'active' };
  await updateItem(table, keys.account(accountNumber), {
    services: [{ serviceId: 'tv-bench', ...service }],
  });
  const record = (number: number, status: string) => ({
    ...{ purchase_id: `vod-20261120-${number}`, account: accountNumber, type: 'vod' },
    ...{ title_id: 'a-film-of-2010', title: 'A film with a name of some length', masked: false },
    ...{ ordered_at: `2026-11-20T00:${10 + number}:00Z`, rental_hours: 48 },
    ...{ status, amount: 599, currency: 'CAD' },
  });
  const send = (...records: object[]) => ({ token: operator, body: { records } });

  await measure(purchaseIntakeContract.receivePurchases, send(record(0, 'pending')));
  await measure(purchaseIntakeContract.receivePurchases, send(record(0, 'charged')));
  await house.call(
    purchaseIntakeContract.receivePurchases,
    send(
      ...Array.from({ length: bought - 1 }, (_, i) => [
        record(i + 1, 'pending'),
        record(i + 1, 'charged'),
      ]).flat(),
    ),
  );
  const { token } = await signedIn(table, clock, person);
  const page = { token, params: { serviceId: 'tv-bench' } };
  const { body } = await measure(purchasesContract.listPurchases, page);
  if (body.items.length !== bought) throw new Error('The page lacks purchases');
}
