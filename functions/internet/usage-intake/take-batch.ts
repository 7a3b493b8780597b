/** The way of a batch into the table, whether it came as a request or is a segment of a file. */
import type { Clock } from '../../../shared/clock.ts';
import type { Batch } from './batch.ts';
import { checkBatch, lineAt } from './check-batch.ts';
import type { Rejected } from './contract.ts';
import type { ResolveServices } from './known-services.ts';
import { shardDayName, type Arrival } from './pack-batch.ts';
import { packChecked } from './pack-checked.ts';
import type { ReadBatch } from './read-batch.ts';
import type { Received } from './report.store.ts';
import type { IntakeStore } from './store.ts';
import { waitingParts } from './waiting-parts.ts';

export type TakeDeps = {
  store: Pick<
    IntakeStore,
    | ('modems' | 'received' | 'putChunks' | 'markPending')
    | ('putWaiting' | 'putRejected' | 'putBatch')
  >;
  clock: Clock;
  resolve: ResolveServices;
};

/**
 * The batch itself is written last: while it is missing, the same records sent again complete what a
 * killed attempt left. Records go before the marks of their shard-days, so that no fold misses them.
 * `read` is called only when the batch was not received before.
 */
export async function takeBatch(
  deps: TakeDeps,
  arrival: Arrival,
  read: () => ReadBatch,
): Promise<Received> {
  const { store } = deps;
  const { batchId, receivedAt } = arrival;
  const before = await store.received(batchId);
  if (before !== undefined) return before;

  const records = read();
  const checked = checkBatch(records, receivedAt);
  const packed = await packChecked(deps, arrival, checked);
  const withLine = <T extends { index: number }>(one: T) => ({
    ...one,
    ...lineAt(records.lines, one.index),
  });
  const rejected = byIndex([...checked.rejected, ...packed.rejected.map(withLine)]);

  await store.putChunks(packed.chunks);
  await store.markPending(packed.shardDays, deps.clock.now());
  await store.putWaiting(waitingParts(arrival, packed.waiting.map(withLine)));
  await store.putRejected(arrival, rejected);
  const batch: Batch = {
    ...{ batchId, receivedAt, records: records.values.length, accepted: packed.accepted },
    ...{ waiting: packed.waiting.length, rejected: rejected.length },
    shardDays: packed.shardDays.map(shardDayName),
  };
  if (await store.putBatch(batch)) return { batch, rejected };
  return (await store.received(batchId)) ?? { batch, rejected };
}

const byIndex = (rejected: Rejected[]) => rejected.sort((a, b) => a.index - b.index);
