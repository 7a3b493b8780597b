/**
 * Days between two with readings: facts of one may have come in time, and wait for a fold that fails.
 * Nobody knows yet whether they are readings that go on from the first of the two.
 */
import * as z from 'zod/mini';
import { addDays, type Day } from '../../../shared/calendar.ts';
import { getItems, itemAt, pagesBetween } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys, shardDayOf } from '../../../shared/table/keys.ts';
import { forgottenAfterDays } from '../aggregate-usage/counters.ts';
import { headItem } from './head.ts';

/** Without a next day, as far as counters are carried. */
export async function hasUnfolded(
  table: Table,
  { shard, day }: { shard: number; day: Day },
  next: Day | undefined,
): Promise<boolean> {
  const first = addDays(day, 1);
  const furthest = addDays(day, forgottenAfterDays - 1);
  const last = next === undefined || next > furthest ? furthest : addDays(next, -1);
  // With readings every day there is nothing between.
  if (last < first) return false;
  const span = [keys.facts(shard, first).sk, keys.facts(shard, last).sk] as const;
  for await (const page of pagesBetween(table, keys.facts(shard, day).pk, span)) {
    const days = page.map(({ sk }) => shardDayOf(String(sk)).day);
    const wanted = days.flatMap((one) => [keys.shardDayHead(shard, one), keys.pending(shard, one)]);
    const items = await getItems(table, wanted);
    for (const one of days) {
      const head = itemAt(items, keys.shardDayHead(shard, one));
      const isPending = itemAt(items, keys.pending(shard, one)) !== undefined;
      if (head === undefined || isPending) return true;
      const { fence, checkpoint, retiredAt } = z.parse(headItem, head);
      if (retiredAt === undefined && fence !== checkpoint) return true;
    }
  }
  return false;
}
