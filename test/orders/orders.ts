/** Customers with an Internet service, all features of the house, and the job that fulfils orders. */
import { fulfilMessages } from '../../functions/orders/fulfil/fulfil-messages.ts';
import { movesStore } from '../../functions/orders/moves.store.ts';
import { ordersContract } from '../../functions/orders/contract.ts';
import { operatorContract } from '../../functions/operator/contract.ts';
import { planContract } from '../../functions/internet/plan/contract.ts';
import { catalogFrom } from '../../infra/local/demo/catalog.ts';
import { storedAccount } from '../../shared/account.ts';
import { outboxItem } from '../../shared/outbox.ts';
import { openStatuses, storedOrder } from '../../shared/orders.ts';
import type { Terms } from '../../shared/plans/upgrades.ts';
import { emailOwner } from '../../shared/profile.ts';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { internet, sentAccount } from '../operator/fixtures.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse, usualTerms } from '../support/house.ts';
import { operatorTokenFor } from '../support/identity.ts';
import { itemOf } from '../support/items.ts';
import { signedIn, type Person } from '../support/people.ts';

type Sent = Parameters<typeof sentAccount>[0];
type Catalog = ReturnType<typeof catalogFrom>;
export type World = Awaited<ReturnType<typeof startOrders>>;

export async function startOrders(start = '2026-11-23T15:00:00Z', over: Partial<Catalog> = {}) {
  const engine = await startEngine();
  const { table } = engine;
  const clock = fixedClock(start);
  const queue = keepingQueue();
  const houses = {
    operator: openHouse(table, clock, queue, usualTerms),
    automatic: openHouse(table, clock, queue, { ...usualTerms, fulfilment: 'automatic' }),
  };
  const house = houses.operator;
  const asOperator = async () => ({ token: await operatorTokenFor(clock) });
  await house.call(operatorContract.putCatalog, {
    ...(await asOperator()),
    body: { ...catalogFrom(start.slice(0, 10)), ...over },
  });
  let count = 0;

  const putAccount = async (accountNumber: string, document: Sent) =>
    house.call(operatorContract.putAccount, {
      ...(await asOperator()),
      params: { accountNumber },
      body: sentAccount(document),
    });

  const ordersOf = (accountNumber: string) =>
    itemsUnder(table, keys.account(accountNumber).pk, keys.order(accountNumber, '').sk);

  const world = {
    ...{ table, clock, houses, house, asOperator, putAccount },
    stop: () => engine.stop(),

    /** Somebody who holds an account with one Internet service. */
    async customer(planId = 'internet-120', document: Sent = {}) {
      const accountNumber = `50${String(++count).padStart(9, '0')}`;
      const serviceId = `inet-${count}`;
      const email = `somebody-${count}@example.com`;
      const sent = {
        holder: { firstName: 'Marie', lastName: 'Tremblay', email },
        services: [internet(serviceId, planId)],
        ...document,
      };
      const reply = await putAccount(accountNumber, sent);
      if (reply.status !== 201) throw new Error(reply.text);
      const owner = await getItem(table, emailOwner, keys.email(email));
      const person: Person = { profileId: owner?.profileId ?? '', email, accountNumber, link: '' };
      return { ...person, serviceId, sent };
    },

    token: async (person: Person) => (await signedIn(table, clock, person)).token,

    async order({ serviceId, ...person }: Subscriber, asked: Partial<Asked> = {}) {
      const { planId = 'internet-400', when = 'now', key = `key-${++count}`, query = '' } = asked;
      return houses[asked.fulfilment ?? 'operator'].call(planContract.changePlan, {
        token: asked.token ?? (await world.token(person)),
        params: { serviceId },
        query,
        headers: key === '' ? {} : { 'idempotency-key': key },
        body: { planId, when },
      });
    },

    /** Gives the id of an order that was placed. */
    async placed(person: Subscriber, asked: Partial<Asked> = {}): Promise<string> {
      const { status, body, text } = await world.order(person, asked);
      if (status !== 202) throw new Error(text);
      return body.order?.orderId ?? '';
    },

    undo: async (person: Person, orderId: string, query = '') =>
      house.call(ordersContract.undoOrder, {
        token: await world.token(person),
        params: { orderId },
        query,
      }),

    event: async (orderId: string, type: string, at = clock.now().toISOString(), more = {}) =>
      house.call(ordersContract.receiveOrderEvent, {
        ...(await asOperator()),
        params: { orderId },
        body: { type, at, ...more },
      }),

    /** What the job does when it is sent these messages. */
    job: (messages: readonly object[], on: Table = table) =>
      fulfilMessages({ store: movesStore(on), clock })({
        Records: messages.map((message, index) => ({
          messageId: String(index),
          body: JSON.stringify(message),
        })),
      } as never),
    byTheClock: (on: Table = table) =>
      world.job(
        [{ job: 'fulfil-orders', trigger: 'schedule', scheduledFor: clock.now().toISOString() }],
        on,
      ),

    stored: async ({ accountNumber }: Person, orderId: string) => {
      const order = await getItem(table, storedOrder, keys.order(accountNumber, orderId));
      if (order === undefined) throw new Error('There is no such order');
      return order;
    },
    /** Everything that an order touches, as it is now. */
    async state({ accountNumber, serviceId }: Subscriber) {
      const account = await getItem(table, storedAccount, keys.account(accountNumber));
      const service = account?.services.find((one) => one.serviceId === serviceId);
      const header = await itemOf(table, keys.usageHeader(accountNumber, serviceId));
      const open: string[] = [];
      for (const status of openStatuses) {
        const { pk } = keys.openOrder(status, '', '');
        const listed = await itemsUnder(table, pk, '');
        open.push(...listed.filter((one) => one['accountNumber'] === accountNumber).map(() => pk));
      }
      return {
        planId: service?.planId,
        pending: service?.pendingOrderId,
        usagePlan: header?.['planId'] as unknown,
        orders: (await ordersOf(accountNumber)).map((one) => one['status']),
        open,
      };
    },
    /** What the holder was told of the account's orders. */
    async mails({ accountNumber, profileId }: Person): Promise<string[]> {
      const told: string[] = [];
      for (const { orderId } of await ordersOf(accountNumber)) {
        for (const template of [
          'plan-change-confirmed',
          'plan-changed',
          'plan-not-changed',
        ] as const) {
          const { pk, sk } = outboxItem({ template, profileId, key: String(orderId) }, new Date(0));
          if ((await itemOf(table, { pk, sk })) !== undefined) told.push(template);
        }
      }
      return told;
    },
    activity: async ({ accountNumber }: Person) => {
      const entries = await itemsUnder(table, keys.activity(accountNumber, '', '').pk, '');
      return entries.map(({ action }) => String(action)).sort();
    },
  };
  return world;
}

type Subscriber = Person & { serviceId: string };
type Asked = {
  planId: string;
  when: string;
  /** Of idempotency; empty: none. */
  key: string;
  query: string;
  token: string;
  fulfilment: Terms['fulfilment'];
};
