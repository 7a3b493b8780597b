/** Records whose service or modem has been provisioned since they came in go the way of all others. */
import type { Clock } from '../../../shared/clock.ts';
import type { Batch, WaitingPart } from './batch.ts';
import { recheck } from './check-batch.ts';
import type { ResolveServices } from './known-services.ts';
import { shardDayName } from './pack-batch.ts';
import { packChecked, type PackedRecords } from './pack-checked.ts';
import type { IntakeStore, Received } from './store.ts';
import type { WaitingStore } from './waiting.store.ts';

export type ReleaseDeps = {
  store: IntakeStore & WaitingStore;
  clock: Clock;
  resolve: ResolveServices;
};

/**
 * Gives the number of records released. What is stored comes first and what is taken away last, so
 * that a killed release is repeated by the next one; the fold counts its chunks once.
 */
export async function releaseWaiting(deps: ReleaseDeps): Promise<number> {
  let released = 0;
  for await (const parts of deps.store.waitingBatches())
    released += await releaseBatch(deps, parts);
  return released;
}

async function releaseBatch(deps: ReleaseDeps, parts: readonly WaitingPart[]) {
  const { store, clock } = deps;
  const [first] = parts;
  if (first === undefined) return 0;
  const { batchId, receivedAt } = first;
  const records = parts.flatMap((part) => part.records);
  const checked = recheck(records);
  const packed = await packChecked(deps, { batchId, receivedAt }, checked);
  if (packed.waiting.length === records.length) return 0;
  // Without its batch the intake of these records was not completed: its sender will repeat it.
  const before = await store.received(batchId);
  if (before === undefined) return 0;

  await store.putChunks(packed.chunks);
  await store.markPending(packed.shardDays, clock.now());
  const lines = new Map(records.map(({ index, line }) => [index, line]));
  const rejected = packed.rejected.map((one) => {
    const line = lines.get(one.index);
    return { ...one, ...(line === undefined ? {} : { line }) };
  });
  await store.addRejected(batchId, rejected);
  // Of two releases at once, one gives way and finds what is left the next time.
  if (!(await store.replaceBatch(before.batch, afterRelease(before, packed)))) return 0;

  const left = new Set(packed.waiting.map(({ index }) => index));
  for (const part of parts) {
    await store.leaveWaiting(
      part,
      part.records.filter(({ index }) => left.has(index)),
    );
  }
  return records.length - left.size;
}

/** Counted anew from what there is, not added up: a release may be repeated. */
function afterRelease({ batch, rejected }: Received, packed: PackedRecords): Batch {
  const refused = new Set([...rejected, ...packed.rejected].map(({ index }) => index)).size;
  const waiting = packed.waiting.length;
  return {
    ...batch,
    waiting,
    rejected: refused,
    accepted: batch.records - refused - waiting,
    shardDays: [...new Set([...batch.shardDays, ...packed.shardDays.map(shardDayName)])],
  };
}
