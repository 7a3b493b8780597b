/** Which shard-days have facts that are due to go, from the list of those that have any. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Day } from '../../../shared/calendar.ts';
import { pagesBetween } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys, shardDayOf } from '../../../shared/table/keys.ts';

export type DueStore = {
  /** Of each shard the oldest days up to the last one, so many at most. */
  due: (last: Day, atMost: number) => AsyncGenerator<{ shard: number; days: Day[] }>;
  /** Those of a shard up to a day. */
  dueOf: (shard: number, last: Day) => Promise<Day[]>;
};

export const dueStore = (table: Table): DueStore => ({
  /** From shard to shard: what is not due is not read. */
  async *due(last, atMost) {
    let after = '0';
    for (;;) {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND sk > :after',
          ExpressionAttributeValues: { ':pk': keys.facts(0, '').pk, ':after': after },
          ConsistentRead: true,
          ProjectionExpression: 'sk',
          Limit: atMost,
        }),
      );
      const found = Items.map(({ sk }) => shardDayOf(String(sk)));
      const shard = found[0]?.shard;
      if (shard === undefined) return;
      const days = found
        .filter((one) => one.shard === shard && one.day <= last)
        .map(({ day }) => day);
      if (days.length > 0) yield { shard, days };
      // Behind all days of the shard.
      after = keys.facts(shard, '~').sk;
    }
  },

  async dueOf(shard, last) {
    const { pk, sk } = keys.facts(shard, last);
    const days: Day[] = [];
    for await (const items of pagesBetween(table, pk, [keys.facts(shard, '').sk, sk])) {
      days.push(...items.map((item) => shardDayOf(String(item['sk'])).day));
    }
    return days;
  },
});
