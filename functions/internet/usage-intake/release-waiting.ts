/** Records whose service has been provisioned since they came in go the way of all others. */
import type { Clock } from '../../../shared/clock.ts';
import type { Batch, WaitingPart } from './batch.ts';
import { recheck } from './check-batch.ts';
import type { ResolveServices } from './known-services.ts';
import { packBatch, shardDayName, type PackedBatch } from './pack-batch.ts';
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

async function releaseBatch({ store, clock, resolve }: ReleaseDeps, parts: readonly WaitingPart[]) {
  const [first] = parts;
  if (first === undefined) return 0;
  const { batchId, receivedAt } = first;
  const checked = recheck(parts.flatMap((part) => part.records));
  const known = await resolve(checked.serviceIds);
  if (known.every((service) => service === undefined)) return 0;
  // Without its batch the intake of these records was not completed: its sender will repeat it.
  const before = await store.received(batchId);
  if (before === undefined) return 0;

  const packed = packBatch({ batchId, receivedAt }, checked, known);
  await store.putChunks(packed.chunks);
  await store.markPending(packed.shardDays, clock.now());
  await store.addRejected(batchId, packed.rejected);
  // Of two releases at once, one gives way and finds what is left the next time.
  if (!(await store.replaceBatch(before.batch, afterRelease(before, packed)))) return 0;

  const left = new Set(packed.unknown.map((row) => checked.columns.index[row]));
  for (const part of parts) {
    await store.leaveWaiting(
      part,
      part.records.filter(({ index }) => left.has(index)),
    );
  }
  return checked.count - left.size;
}

/** Counted anew from what there is, not added up: a release may be repeated. */
function afterRelease({ batch, rejected }: Received, packed: PackedBatch): Batch {
  const refused = new Set([...rejected, ...packed.rejected].map(({ index }) => index)).size;
  const waiting = packed.unknown.length;
  return {
    ...batch,
    waiting,
    rejected: refused,
    accepted: batch.records - refused - waiting,
    shardDays: [...new Set([...batch.shardDays, ...packed.shardDays.map(shardDayName)])],
  };
}
