/** The usage page's access pattern: a service's header and periods are one Query. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { bare, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import type { DayUsage, ServiceUsage } from './usage-view.ts';

export type UsageStore = {
  /** Undefined when the account has no such service. */
  load: (accountNumber: string, serviceId: string) => Promise<ServiceUsage | undefined>;
};

const header = z.object({
  timeZone: z.string(),
  cycles: z.array(z.object({ from: z.string(), day: z.int() })),
  planId: z.string(),
});

const bytes = z.union([z.int(), z.string()]);
/** `MMDD` → bytes down and up, the fence of the fold that wrote them, minutes to the last record's end. */
const periodItem = z.record(
  z.string().check(z.regex(/^\d{4}$/)),
  z.tuple([bytes, bytes, z.int(), z.int()]),
);

export function usageStore(table: Table): UsageStore {
  return {
    async load(accountNumber, serviceId) {
      const { pk, sk } = keys.usageHeader(accountNumber, serviceId);
      const items: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :header AND :last',
            ExpressionAttributeValues: { ':pk': pk, ':header': sk, ':last': `${sk}#~` },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        items.push(...Items);
        from = LastEvaluatedKey;
      } while (from !== undefined);

      const [first, ...periods] = items;
      // A fold may write totals of a service whose account has gone; they are nobody's page.
      if (first?.['sk'] !== sk) return undefined;
      const { timeZone, cycles, planId } = z.parse(header, first);
      return {
        timeZone,
        cycles,
        planId,
        periods: new Map(periods.map((item) => periodOf(item, sk))),
      };
    },
  };
}

function periodOf(item: Record<string, unknown>, headerKey: string) {
  const start = String(item['sk']).slice(headerKey.length + 1);
  const days = Object.entries(z.parse(periodItem, bare(item))).map(
    ([monthDay, [down, up, , minutes]]): [string, DayUsage] => {
      const day = dayIn(start, monthDay);
      return [
        day,
        {
          down: BigInt(down),
          up: BigInt(up),
          lastEnd: Date.parse(`${day}T00:00:00Z`) + minutes * 60_000,
        },
      ];
    },
  );
  return [start, new Map(days)] as const;
}

/** A period that runs over New Year has its January in the year after its first day's. */
function dayIn(periodStart: string, monthDay: string) {
  const inYear = (year: number) =>
    `${String(year).padStart(4, '0')}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`;
  const year = Number(periodStart.slice(0, 4));
  return inYear(year) >= periodStart ? inYear(year) : inYear(year + 1);
}
