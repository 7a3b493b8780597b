/** The usage page's access pattern: a service's header and periods are one Query. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { readUsagePeriod } from '../../shared/usage-period.ts';
import type { ServiceUsage } from './usage-view.ts';

export type UsageStore = {
  /** Undefined when the account has no such service. */
  load: (accountNumber: string, serviceId: string) => Promise<ServiceUsage | undefined>;
};

const header = z.object({
  timeZone: z.string(),
  cycles: z.array(z.object({ from: z.string(), day: z.int() })),
  planId: z.string(),
});

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
        periods: new Map(periods.map(readUsagePeriod).map(({ start, days }) => [start, days])),
      };
    },
  };
}
