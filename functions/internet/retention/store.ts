/** Traces of retirements, looked at from outside. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Day } from '../../../shared/calendar.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { trace, type Trace } from '../retire-usage/trace.ts';

export type RetentionStore = {
  /** By day, shard and round; `next`: there are more after it. */
  page: (
    days: { from: Day | undefined; to: Day | undefined },
    range: { limit: number; after: string | undefined },
  ) => Promise<{ traces: Trace[]; next?: string }>;
};

export const retentionStore = (table: Table): RetentionStore => ({
  async page({ from = '0', to = '9999' }, { limit, after }) {
    const { pk } = keys.retirement(0, '', 0);
    const last = `${to}~`;
    if (from > last) return { traces: [] };
    // A cursor of another list of days begins where this one does.
    const first = after === undefined || after < from || after > last ? from : after;
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': pk,
          // Behind the one itself.
          ':first': first === after ? `${after}~` : first,
          ':last': last,
        },
        // One more tells whether there is a next page.
        Limit: limit + 1,
      }),
    );
    const items: Record<string, unknown>[] = Items.slice(0, limit);
    const end = items.at(-1);
    return {
      traces: items.map((item) => z.parse(trace, item)),
      ...(Items.length > limit && end !== undefined ? { next: String(end['sk']) } : {}),
    };
  },
});
