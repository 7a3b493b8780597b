/** What the list of retirements asks of the table. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { emptyInventory } from '../../functions/internet/retire-usage/inventory.ts';
import type { Trace } from '../../functions/internet/retire-usage/trace.ts';
import { retentionContract } from '../../functions/internet/retention/contract.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Subject } from './person-routes.ts';

export async function retentionRows(
  { table, measure }: Pick<Subject, 'table' | 'measure'>,
  token: string,
) {
  const runId = 'retire-usage-20261123T084000Z';
  const told: Trace = {
    ...{ shard: 7, day: '2026-06-25', round: 1, status: 'proven', deleted: emptyInventory() },
    totals: {
      ...{ services: 15_000, down: '4011622400000', up: '401162240000' },
      fingerprint: '5Yk0y2mTQ3uS7fQvH1x9bA',
    },
    ...{ runId, begunAt: 1, provenAt: 2, provenBy: runId, remaining: 0 },
  };
  await table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...keys.retirement(told.shard, told.day, told.round), ...told },
    }),
  );
  await measure(retentionContract.listRetention, { token });
}
