/** Customers with usage who buy data add-ons, through the public handlers, on an engine of their own. */
import { dataAddOnsContract } from '../../functions/internet/data-addons/contract.ts';
import { internetContract } from '../../functions/internet/contract.ts';
import { usageIntakeContract } from '../../functions/internet/usage-intake/contract.ts';
import { itemsUnder } from '../../shared/table/access.ts';
import { keys, shardDayOf } from '../../shared/table/keys.ts';
import { readUsageTerms } from '../../shared/usage-terms.ts';
import { cad } from '../operator/fixtures.ts';
import { startOrders } from '../orders/orders.ts';
import { itemOf, itemsWith } from '../support/items.ts';
import type { Person } from '../support/people.ts';

export const gigabytes = (count: number) => count * 1_000_000_000;

const addOn = (dataAddOnId: string, size: number, cents: number, over: object = {}) => ({
  ...{ dataAddOnId, bytes: gigabytes(size), price: cad(cents), retired: false },
  name: { fr: `${size} Go de plus`, en: `${size} GB more` },
  audience: 'all' as const,
  ...over,
});

export const dataAddOns = [
  addOn('data-100', 100, 900),
  addOn('data-50', 50, 500),
  addOn('data-retired', 10, 100, { retired: true }),
  addOn('data-business', 500, 2500, { audience: 'business' }),
  addOn('data-home', 200, 1500, { audience: 'residential' }),
];

/** The plans allow 100 GB (internet-30), 400 GB (internet-120) or what one likes (internet-400). */
export async function startAddOns(start = '2026-11-23T15:00:00Z', over: object = {}) {
  const world = await startOrders(start, { dataAddOns, ...over });
  const { table, clock, house } = world;
  let records = 0;

  type Subscriber = Person & { serviceId: string };
  type Buying = { key: string; query: string; token: string; language: string };

  const at = {
    ...world,

    async buy({ serviceId, ...person }: Subscriber, dataAddOnId = 'data-50', by = {}) {
      const {
        key = `buy-${++records}`,
        query = '',
        token,
        language = 'en-CA',
      } = by as Partial<Buying>;
      return house.call(dataAddOnsContract.buyDataAddOn, {
        token: token ?? (await world.token(person)),
        params: { serviceId },
        query,
        headers: {
          'accept-language': language,
          ...(key === '' ? {} : { 'idempotency-key': key }),
        },
        body: { dataAddOnId },
      });
    },

    list: async ({ serviceId, ...person }: Subscriber, language = 'en-CA') =>
      house.call(dataAddOnsContract.listDataAddOns, {
        token: await world.token(person),
        params: { serviceId },
        headers: { 'accept-language': language },
      }),

    /** A record of so many bytes, in the hour that has passed; not folded yet. */
    async send(serviceId: string, bytes: number | string, end = clock.now()) {
      const reply = await house.call(usageIntakeContract.receiveUsage, {
        ...(await world.asOperator()),
        body: [
          {
            ...{ record_id: `r-${++records}`, service_id: serviceId },
            start: new Date(end.getTime() - 3_600_000).toISOString(),
            end: end.toISOString(),
            ...{ bytes_down: bytes, bytes_up: 0 },
          },
        ],
      });
      if (reply.status !== 202) throw new Error(reply.text);
    },
    pending: async () =>
      (await itemsUnder(table, 'PENDING', '')).map(({ sk }) => shardDayOf(String(sk))),
    async fold() {
      for (const shardDay of await at.pending()) await house.fold(shardDay);
    },
    /** Sent and folded. */
    async use({ serviceId }: { serviceId: string }, bytes: number | string, end = clock.now()) {
      await at.send(serviceId, bytes, end);
      await at.fold();
    },

    usage: async ({ serviceId, ...person }: Subscriber) =>
      (
        await house.call(internetContract.getUsage, {
          token: await world.token(person),
          params: { serviceId },
        })
      ).body,
    /** Cents of overage so far, as the customer sees it. */
    charge: async (person: Subscriber) => (await at.usage(person)).overage?.charge.amount ?? 0,

    async terms({ accountNumber, serviceId }: Subscriber, start = '2026-11-09') {
      const item = await itemOf(table, keys.usageTerms(accountNumber, serviceId, start));
      return item === undefined ? undefined : readUsageTerms(item);
    },
    lookAt: async ({ accountNumber, serviceId }: Subscriber, start = '2026-11-09') =>
      (await itemOf(table, keys.usagePeriod(accountNumber, serviceId, start)))?.['look'] as unknown,
    /** What the holder was mailed of the account, by template. */
    async told({ accountNumber }: Person, template: string) {
      const mails = await itemsWith(table, 'OUTBOX#');
      return mails.filter(
        (mail) => mail['accountNumber'] === accountNumber && mail['template'] === template,
      );
    },
  };
  return at;
}

export type AddOns = Awaited<ReturnType<typeof startAddOns>>;
