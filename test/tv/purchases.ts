/** Purchases through the public handlers of both sides, on an engine of its own. */
import { randomUUID } from 'node:crypto';
import type { StoredAccount } from '../../shared/account.ts';
import { purchaseIntakeContract } from '../../functions/tv/purchase-intake/contract.ts';
import { purchaseIntakeOperations } from '../../functions/tv/purchase-intake/operations.ts';
import { purchaseIntakeStore } from '../../functions/tv/purchase-intake/store.ts';
import { purchasesContract } from '../../functions/tv/purchases/contract.ts';
import { feature } from '../../shared/http/feature.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys, purchasesUnder } from '../../shared/table/keys.ts';
import { storedPurchase } from '../../shared/tv-purchase.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { call, type Request } from '../support/call.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { updateItem } from '../support/items.ts';
import { putPerson, signedIn, type Person } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';

export type Wire = Record<string, unknown>;
type Service = StoredAccount['services'][number];

export const tv = (serviceId: string, more: Partial<Service> = {}): Service => ({
  ...{ serviceId, type: 'tv', planId: 'mon-mix-20', equipment: [], addOns: [], status: 'active' },
  ...more,
});

let made = 0;

/** An order of a film that costs $5.99, on the evening of 14 November in Montréal. */
export const recordOf = (account: string, changes: Wire = {}): Wire => ({
  purchase_id: `vod-${String(++made).padStart(6, '0')}`,
  account,
  type: 'vod',
  title_id: 'incendies-2010',
  title: 'Incendies',
  masked: false,
  ordered_at: '2026-11-15T00:42:10Z',
  rental_hours: 48,
  status: 'pending',
  amount: 599,
  currency: 'CAD',
  ...changes,
});

export type World = Awaited<ReturnType<typeof startPurchases>>;

export async function startPurchases(now: string) {
  const { table, stop } = await startEngine();
  const clock = fixedClock(now);
  const house = openHouse(table, clock, keepingQueue());
  let accounts = 0;

  const sendOn = async (on: Table, body: unknown, more: Request = {}) =>
    call(
      feature(
        purchaseIntakeContract,
        purchaseIntakeOperations({ store: purchaseIntakeStore(on), clock }),
        settingsFor(clock, table),
      ),
      purchaseIntakeContract.receivePurchases,
      { body, token: await operatorTokenFor(clock), ...more },
    );

  return {
    ...{ table, clock, house, stop, sendOn },

    /** Who holds an account with these services, with a cycle that begins on the 9th. */
    async holder(services: Service[] = [], changes: Wire = {}): Promise<Person> {
      const accountNumber = `50${String(++accounts).padStart(9, '0')}`;
      const email = `${randomUUID()}@example.com`;
      const person = await putPerson(table, { email, accountNumber, passwordHash: 'x' });
      await updateItem(table, keys.account(accountNumber), {
        services: services.length === 0 ? [tv(`tv-${accountNumber}`)] : services,
        ...changes,
      });
      return person;
    },

    send: (records: unknown[], more: Request = {}) => sendOn(table, { records }, more),
    /** `accepted`, `rejected: why field`… of each record. */
    async outcomes(records: unknown[]) {
      const { status, body, text } = await sendOn(table, { records });
      if (status !== 200) throw new Error(text);
      return body.outcomes.map(({ outcome, reason, field }) =>
        [outcome, reason, field].filter(Boolean).join(' '),
      );
    },

    async stored(accountNumber: string) {
      const { pk } = keys.account(accountNumber);
      const items = await itemsUnder(table, pk, purchasesUnder);
      return items.map((item) => storedPurchase.parse(item));
    },

    async list(person: Person, request: Request & { serviceId?: string } = {}) {
      const { serviceId = `tv-${person.accountNumber}`, ...rest } = request;
      const token = rest.token ?? (await signedIn(table, clock, person)).token;
      return house.call(purchasesContract.listPurchases, { params: { serviceId }, ...rest, token });
    },
  };
}
