/** The usage pages' access pattern: a service's last periods and its header are one Query. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Day } from '../../shared/calendar.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { usageHeader, type UsageHeader } from '../../shared/usage-header.ts';
import { isTerms, readUsageTerms, type UsageTerms } from '../../shared/usage-terms.ts';
import { readUsagePeriod, type DayUsage } from '../../shared/usage-period.ts';

/** First day of a period → its days with usage. */
export type StoredPeriods = ReadonlyMap<Day, ReadonlyMap<Day, DayUsage>>;
export type ServiceUsage = UsageHeader & {
  periods: StoredPeriods;
  /** First day of a period → its terms, where any were set down. */
  terms: ReadonlyMap<Day, UsageTerms>;
};

export type UsageStore = {
  /**
   * With the periods that begin on `since` or later; undefined when the account has no such service.
   * `current`: as it is at this moment, for who is about to change it.
   */
  load: (
    accountNumber: string,
    serviceId: string,
    since: Day,
    current?: 'current',
  ) => Promise<ServiceUsage | undefined>;
};

export function usageStore(table: Table): UsageStore {
  return {
    async load(accountNumber, serviceId, since, current) {
      const header = keys.usageHeader(accountNumber, serviceId);
      const { sk: first } = keys.usagePeriod(accountNumber, serviceId, since);
      const items: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :header',
            ExpressionAttributeValues: { ':pk': header.pk, ':first': first, ':header': header.sk },
            ConsistentRead: current !== undefined,
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        items.push(...Items);
        from = LastEvaluatedKey;
      } while (from !== undefined);

      // A fold may write totals of a service whose account has gone; they are nobody's page.
      const last = items.pop();
      if (last?.['sk'] !== header.sk) return undefined;
      return {
        ...z.parse(usageHeader, last),
        periods: new Map(
          items
            .filter((item) => !isTerms(item))
            .map(readUsagePeriod)
            .map(({ start, days }) => [start, days]),
        ),
        terms: new Map(
          items
            .filter(isTerms)
            .map(readUsageTerms)
            .map((terms) => [terms.start, terms]),
        ),
      };
    },
  };
}
