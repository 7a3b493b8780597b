/** How totals are written: absolute, each under the fence of the fold that counted it. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Day } from '../../../../shared/calendar.ts';
import { getItem, getItems, held, ifHeld } from '../../../../shared/table/access.ts';
import type { Table } from '../../../../shared/table/client.ts';
import { keys } from '../../../../shared/table/keys.ts';
import { billAttribute } from '../../../../shared/usage-adjustment.ts';
import { usageHeader } from '../../../../shared/usage-header.ts';
import {
  closeAttribute,
  dayAttribute,
  exactBytes as stay,
  readUsagePeriod,
  type Traffic,
  type UsagePeriod,
} from '../../../../shared/usage-period.ts';
import type { ServiceTotal } from '../fold.ts';
import type { Billed } from './closing-rules.ts';

type At = { shard: number; day: string };

export type TotalsStore = {
  /** The whole period as it is now; undefined when a newer fold has written the day: nothing was changed then. */
  writeDay: (at: At, fence: number, total: ServiceTotal) => Promise<UsagePeriod | undefined>;
  /** How the services are billed, by id, without those whose account is not on file. */
  billed: (totals: readonly ServiceTotal[]) => Promise<ReadonlyMap<string, Billed>>;
  /** As `writeDay`, and gives what the day was when its period closed; undefined for false. */
  writeClosedDay: (at: At, fence: number, total: ServiceTotal) => Promise<Traffic | undefined>;
  /** Leaves it to the next bill. A newer fold's stands; none is begun when there is no difference. */
  writeAdjustment: (
    at: At,
    fence: number,
    total: ServiceTotal,
    adjusted: Adjusted,
  ) => Promise<void>;
};

/** By how much a day differs from what was billed of it, as the bill of a period takes it up. */
type Adjusted = Traffic & { bill: Day; now: Date };

const keysPerRead = 100;
const serviceOf = (item: Record<string, unknown>) => String(item['sk']).split('#')[1] ?? '';
const minutesInto = (day: string, instant: number) =>
  Math.floor((instant - Date.parse(`${day}T00:00:00Z`)) / 60_000);
/** Bytes are numbers while they are safe: the client reads no larger ones. */
const tupleOf = (day: string, fence: number, { down, up, lastEnd }: ServiceTotal) => [
  ...[stay(down), stay(up), fence, minutesInto(day, lastEnd)],
];

export function totalsStore(table: Table): TotalsStore {
  const { client, name: TableName } = table;
  const periodOf = ({ accountNumber, serviceId, periodStart }: ServiceTotal) =>
    keys.usagePeriod(accountNumber, serviceId, periodStart);
  const notNewer = 'attribute_not_exists(#day) OR #day[2] <= :fence';

  return {
    async writeDay({ day }, fence, total) {
      const written = await ifHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: periodOf(total),
            UpdateExpression: 'SET #day = :total',
            ConditionExpression: notNewer,
            ExpressionAttributeNames: { '#day': dayAttribute(day) },
            ExpressionAttributeValues: { ':total': tupleOf(day, fence, total), ':fence': fence },
            // The write reads the item anyway: it costs nothing more.
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return written?.Attributes && readUsagePeriod(written.Attributes);
    },

    async billed(totals) {
      const services = new Map<string, Billed>();
      for (let from = 0; from < totals.length; from += keysPerRead) {
        const wanted = totals
          .slice(from, from + keysPerRead)
          .map(({ accountNumber, serviceId }) => keys.usageHeader(accountNumber, serviceId));
        for (const item of await getItems(table, wanted)) {
          services.set(serviceOf(item), z.parse(usageHeader, item));
        }
      }
      return services;
    },

    async writeClosedDay({ day }, fence, total) {
      const written = await ifHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: periodOf(total),
            // The right-hand sides are what was there before.
            UpdateExpression:
              'SET #close = if_not_exists(#close, if_not_exists(#day, :nothing)), #day = :total',
            ConditionExpression: notNewer,
            ExpressionAttributeNames: { '#day': dayAttribute(day), '#close': closeAttribute(day) },
            ExpressionAttributeValues: {
              ':total': tupleOf(day, fence, total),
              ':nothing': [0, 0, fence, 0],
              ':fence': fence,
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      if (written?.Attributes === undefined) return undefined;
      return readUsagePeriod(written.Attributes).days.get(day)?.atClose;
    },

    async writeAdjustment({ day }, fence, total, { down, up, bill, now }) {
      const { accountNumber, serviceId, periodStart } = total;
      const isNothing = down === 0n && up === 0n;
      const fields = {
        ...{ serviceId, periodStart, day, fence },
        ...{ down: stay(down), up: stay(up), writtenAt: now.getTime() },
        // The bill before has what was there before.
        [billAttribute(bill)]: [stay(down), stay(up)],
      };
      const names = Object.keys(fields);
      const Key = keys.usageAdjustment(accountNumber, serviceId, periodStart, day);
      if (isNothing && (await getItem(table, z.unknown(), Key)) === undefined) return;
      // Before the adjustment: a mark too many is looked at in vain, one too few loses usage.
      await client.send(
        new UpdateCommand({
          TableName,
          Key: keys.adjustedFor(accountNumber, serviceId, bill),
          UpdateExpression: 'ADD #days :day',
          ExpressionAttributeNames: { '#days': 'days' },
          ExpressionAttributeValues: { ':day': new Set([`${periodStart}#${day}`]) },
        }),
      );
      await held(
        client.send(
          new UpdateCommand({
            TableName,
            Key,
            // What the bills keep beside it stays.
            UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
            ConditionExpression: isNothing
              ? '#fence <= :fence'
              : 'attribute_not_exists(#fence) OR #fence <= :fence',
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(fields).map(([name, value]) => [`:${name}`, value]),
            ),
          }),
        ),
      );
    },
  };
}
