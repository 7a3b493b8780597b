/** Customers with a TV service, and how they move up. */
import { tvPlanContract } from '../../functions/tv/plan/contract.ts';
import * as z from 'zod/mini';
import { storedAccount } from '../../shared/account.ts';
import { storedOrder } from '../../shared/orders.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import { keys } from '../../shared/table/keys.ts';
import type { sentAccount } from '../operator/fixtures.ts';
import { startOrders } from '../orders/orders.ts';
import { updateItem } from '../support/items.ts';
import type { Person } from '../support/people.ts';
import { tvCatalog } from './fixtures.ts';

type Sent = NonNullable<Parameters<typeof sentAccount>[0]>;
export type Service = Omit<NonNullable<Sent['services']>[number], 'serviceId' | 'type'>;
export type Subscriber = Person & { serviceId: string; sent: Sent };
type Asked = {
  planId: string;
  when: 'now' | 'next-period';
  key: string;
  query: string;
  token: string;
  fulfilment: 'operator' | 'automatic';
  language: string;
};

export type TvWorld = Awaited<ReturnType<typeof startTv>>;

export async function startTv(start: string, over: Partial<CatalogDocument> = {}) {
  const world = await startOrders(start, {
    ...tvCatalog(over),
    effectiveFrom: start.slice(0, 10),
  });
  let count = 0;
  const serviceOf = async ({ accountNumber, serviceId }: Subscriber) => {
    const account = await getItem(world.table, storedAccount, keys.account(accountNumber));
    const service = account?.services.find((one) => one.serviceId === serviceId);
    if (account === undefined || service === undefined) throw new Error('There is no such service');
    return { account, service };
  };
  const tv = {
    ...world,
    async tvCustomer(service: Partial<Service> = {}, document: Sent = {}): Promise<Subscriber> {
      const serviceId = `tv-${++count}`;
      const person = await world.customer('', {
        services: [{ serviceId, type: 'tv', planId: 'mix-3', ...service }],
        ...document,
      });
      return { ...person, serviceId };
    },
    async move(person: Subscriber, asked: Partial<Asked> = {}) {
      const { planId = 'tv-all', when = 'now', key = `key-${++count}`, query = '' } = asked;
      return world.houses[asked.fulfilment ?? 'operator'].call(tvPlanContract.changeTvPlan, {
        token: asked.token ?? (await world.token(person)),
        params: { serviceId: person.serviceId },
        query,
        headers: {
          'accept-language': asked.language ?? 'en-CA',
          ...(key === '' ? {} : { 'idempotency-key': key }),
        },
        body: { planId, when },
      });
    },
    /** Gives the id of an order that was placed. */
    async moved(person: Subscriber, asked: Partial<Asked> = {}): Promise<string> {
      const { status, body, text } = await tv.move(person, asked);
      if (status !== 202) throw new Error(text);
      return body.order?.orderId ?? '';
    },
    upgrades: async (person: Subscriber, token?: string, language = 'en-CA') =>
      world.house.call(tvPlanContract.listTvUpgrades, {
        token: token ?? (await world.token(person)),
        params: { serviceId: person.serviceId },
        headers: { 'accept-language': language },
      }),
    /** The operator's document again, with the service as it is said. */
    sendAgain: ({ accountNumber, serviceId, sent }: Subscriber, service: Partial<Service>) =>
      world.putAccount(accountNumber, {
        ...sent,
        services: [{ serviceId, type: 'tv', planId: 'mix-3', ...service }],
      }),
    /** What the service has, and what is open of it. */
    async has(person: Subscriber) {
      const { service } = await serviceOf(person);
      const { pending, orders, open } = await world.state(person);
      const { planId, addOns, tv: chosen } = service;
      return {
        ...{ planId, addOns, picked: Object.keys(chosen?.picked ?? {}).toSorted() },
        ...{ heldSince: chosen?.heldSince ?? {}, pending, orders, open },
      };
    },
    /** As if packages and channels had been added on these days. */
    async heldSince(person: Subscriber, heldSince: Record<string, string>) {
      const { account, service } = await serviceOf(person);
      const chosen = { picked: {}, ...service.tv, heldSince };
      await updateItem(world.table, keys.account(person.accountNumber), {
        services: account.services.map((one) =>
          one.serviceId === person.serviceId ? { ...one, tv: chosen } : one,
        ),
      });
    },
    service: serviceOf,
    orders: async ({ accountNumber }: Subscriber) => {
      const { pk, sk } = keys.order(accountNumber, '');
      return (await itemsUnder(world.table, pk, sk)).map((one) => z.parse(storedOrder, one));
    },
    /** What orders made of the service; the first entry is the operator's, with the account. */
    history: async ({ accountNumber, serviceId }: Subscriber) => {
      const { pk } = keys.account(accountNumber);
      const entries = await itemsUnder(world.table, pk, `TV#${serviceId}#`);
      return entries.filter(({ orderId }) => orderId !== undefined);
    },
  };
  return tv;
}
