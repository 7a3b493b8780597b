/**
 * Records whose service or modem has been provisioned since they came in go the way of all others.
 * Those that nobody claims are rejected once they are older than records may be: a modem between
 * two customers counts for neither, and its batch comes to an end all the same.
 */
import type { Clock } from '../../../shared/clock.ts';
import type { Batch, WaitingPart, WaitingRecord } from './batch.ts';
import { recheck, type CheckedBatch } from './check-batch.ts';
import { clockSkew, oldest, recordIdIn } from './check-record.ts';
import type { Rejected } from './contract.ts';
import type { ResolveServices } from './known-services.ts';
import { shardDayName } from './pack-batch.ts';
import { packChecked, type PackedRecords } from './pack-checked.ts';
import type { IntakeStore } from './store.ts';
import type { WaitingStore } from './waiting.store.ts';

export type ReleaseDeps = {
  store: IntakeStore & WaitingStore;
  clock: Clock;
  resolve: ResolveServices;
};

/**
 * Gives the number of records that wait no more. What is stored comes first and what is taken away last, so
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
  const overdue = overdueOf(checked, clock.now().getTime());
  // A release that was killed has told of them: they are not applied, whatever is known by now.
  const told = new Set(
    overdue.size === 0 ? [] : (await store.rejected(batchId)).map(({ index }) => index),
  );
  const open = told.size === 0 ? checked : recheck(records.filter(({ index }) => !told.has(index)));
  const packed = await packChecked(deps, { batchId, receivedAt }, open);
  const neverClaimed = packed.waiting.filter(({ index }) => overdue.has(index));
  const left = new Set(
    packed.waiting.map(({ index }) => index).filter((index) => !overdue.has(index)),
  );
  if (left.size === records.length) return 0;

  const takeAway = async () => {
    for (const part of parts) {
      await store.leaveWaiting(
        part,
        part.records.filter(({ index }) => left.has(index)),
      );
    }
    return records.length - left.size;
  };
  // Without its batch the intake of these records was not completed: its sender will repeat it,
  // while they are taken at all.
  const before = await store.received(batchId);
  if (before === undefined) return overdue.size === records.length ? takeAway() : 0;

  await store.putChunks(packed.chunks);
  await store.markPending(packed.shardDays, clock.now());
  const lines = new Map(records.map(({ index, line }) => [index, line]));
  const rejected = [...packed.rejected, ...neverClaimed.map(rejection)]
    .map((one) => withLine(one, lines.get(one.index)))
    .sort((a, b) => a.index - b.index);
  await store.addRejected(batchId, rejected);
  const refused = new Set([...before.rejected, ...rejected].map(({ index }) => index));
  for (const { index } of records) if (told.has(index)) refused.add(index);
  const after = afterRelease(before.batch, packed, refused.size, left.size);
  // Of two releases at once, one gives way and finds what is left the next time.
  return (await store.replaceBatch(before.batch, after)) ? takeAway() : 0;
}

/** Records that would not be taken any more, were they sent now; an intake takes its time too. */
function overdueOf({ deltas, readings }: CheckedBatch, now: number): ReadonlySet<number> {
  const limit = now - oldest - clockSkew;
  const overdue = new Set<number>();
  for (const { count, start, index } of [deltas, readings]) {
    for (let row = 0; row < count; row++) {
      if ((start[row] as number) < limit) overdue.add(index[row] as number);
    }
  }
  return overdue;
}

function rejection({ index, record }: WaitingRecord): Rejected {
  const recordId = recordIdIn(record);
  return { index, ...(recordId === undefined ? {} : { recordId }), reason: 'never-claimed' };
}

const withLine = (one: Rejected, line: number | undefined): Rejected => ({
  ...one,
  ...(line === undefined ? {} : { line }),
});

/** Counted anew from what there is, not added up: a release may be repeated. */
const afterRelease = (
  batch: Batch,
  { shardDays }: PackedRecords,
  rejected: number,
  waiting: number,
): Batch => ({
  ...batch,
  ...{ waiting, rejected, accepted: batch.records - rejected - waiting },
  shardDays: [...new Set([...batch.shardDays, ...shardDays.map(shardDayName)])],
});
