/** Customers who look at their TV service and change its channels. */
import { ordersContract } from '../../functions/orders/contract.ts';
import { tvContract as contract } from '../../functions/tv/contract.ts';
import { tvOperations } from '../../functions/tv/operations.ts';
import { tvStore } from '../../functions/tv/store.ts';
import { catalogIn } from '../../shared/catalog/catalog.ts';
import type { CatalogDocument } from '../../shared/catalog/document.ts';
import type { Permission, Route } from '../../shared/http/contract.ts';
import { feature } from '../../shared/http/feature.ts';
import { outboxItem } from '../../shared/outbox.ts';
import type { Table } from '../../shared/table/client.ts';
import { call } from '../support/call.ts';
import { usualTerms } from '../support/house.ts';
import { itemOf } from '../support/items.ts';
import { putDelegate, signedIn } from '../support/people.ts';
import { settingsFor } from '../support/settings.ts';
import { startTv, type Service, type Subscriber } from './moving.ts';

export type Asked = {
  token?: string;
  /** If-Match; empty: none. */
  match?: string;
  ifNoneMatch?: string;
  /** Empty: that of the account. */
  language?: string;
  query?: string;
  fulfilment?: 'operator' | 'automatic';
  /** What the feature finds its data in, to have it die. */
  on?: Table;
};

export type ChangeWorld = Awaited<ReturnType<typeof startChanges>>;
/** Of every route that changes something. */
export type ChangeReply = Pick<
  Awaited<ReturnType<ChangeWorld['putChannel']>>,
  'status' | 'headers' | 'text' | 'body'
>;

/** Of an order that was placed. */
export const orderIdOf = ({ status, body, text }: ChangeReply) => {
  if (status !== 200 || body.order?.orderId === undefined) throw new Error(text);
  return body.order.orderId;
};

export const picked = (days: Record<string, string>): Partial<Service> => ({
  picked: Object.entries(days).map(([channelId, addedOn]) => ({ channelId, addedOn })),
});

export async function startChanges(start: string, over: Partial<CatalogDocument> = {}) {
  const world = await startTv(start, over);

  async function ask<const R extends Route>(
    route: R,
    person: Subscriber,
    asked: Asked,
    more: { params?: Record<string, string>; body?: unknown } = {},
  ) {
    const { match = '', ifNoneMatch, language = 'en-CA', query = '', on } = asked;
    const request = {
      token: asked.token ?? (await world.token(person)),
      params: { serviceId: person.serviceId, ...more.params },
      ...(more.body === undefined ? {} : { body: more.body }),
      query,
      headers: {
        ...(language === '' ? {} : { 'accept-language': language }),
        ...(match === '' ? {} : { 'if-match': match }),
        ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      },
    };
    return on === undefined
      ? world.houses[asked.fulfilment ?? 'operator'].call(route, request)
      : call(featureOn(on), route, request);
  }

  const featureOn = (table: Table) =>
    feature(
      contract,
      tvOperations({
        ...{ store: tvStore(table), catalogs: catalogIn(world.table, world.clock) },
        ...{ clock: world.clock, terms: usualTerms },
      }),
      settingsFor(world.clock, world.table),
    );

  const tv = (person: Subscriber, asked: Asked = {}) => ask(contract.getTv, person, asked);
  const etag = async (person: Subscriber) => (await tv(person)).headers['etag'] ?? '';

  return {
    ...{ ...world, tv, etag },
    lineup: (person: Subscriber, asked: Asked = {}) => ask(contract.getLineup, person, asked),
    /** With the ETag of now, unless another one is said. */
    select: async (person: Subscriber, channels: unknown, asked: Asked = {}) =>
      ask(
        contract.changeSelection,
        person,
        { ...asked, match: asked.match ?? (await etag(person)) },
        { body: { channels } },
      ),
    putChannel: (person: Subscriber, channelId: string, asked: Asked = {}) =>
      ask(contract.putChannel, person, asked, { params: { channelId } }),
    deleteChannel: (person: Subscriber, channelId: string, asked: Asked = {}) =>
      ask(contract.deleteChannel, person, asked, { params: { channelId } }),
    putPackage: (person: Subscriber, packageId: string, asked: Asked = {}) =>
      ask(contract.putPackage, person, asked, { params: { packageId } }),
    deletePackage: (person: Subscriber, packageId: string, asked: Asked = {}) =>
      ask(contract.deletePackage, person, asked, { params: { packageId } }),
    /** The token of somebody else who may do this much on the account. */
    async delegate(holder: Subscriber, perms: readonly Permission[]) {
      const other = await world.tvCustomer();
      await putDelegate(world.table, other, holder.accountNumber, perms);
      const terms = { accountNumber: holder.accountNumber, role: 'delegate', perms } as const;
      return (await signedIn(world.table, world.clock, other, terms)).token;
    },
    /** What the holder was told of an order. */
    async told({ profileId }: Subscriber, orderId: string) {
      const mails = (['tv-changed', 'tv-not-changed'] as const).map((template) =>
        outboxItem({ template, profileId, key: orderId }, new Date(0)),
      );
      const found = await Promise.all(mails.map(({ pk, sk }) => itemOf(world.table, { pk, sk })));
      return found.filter((mail) => mail !== undefined);
    },
    orders: async (person: Subscriber) => {
      const { body } = await world.house.call(ordersContract.listOrders, {
        token: await world.token(person),
        headers: { 'accept-language': 'en-CA' },
      });
      return body.items;
    },
    /** Open ones of the account, as the operator's systems find them. */
    openOrders: async ({ accountNumber }: Subscriber) => {
      const { body } = await world.house.call(ordersContract.listOpenOrders, {
        ...(await world.asOperator()),
        query: 'limit=100',
      });
      return body.items.filter((one) => one.accountNumber === accountNumber);
    },
  };
}
