import { hash } from 'node:crypto';
import type { Clock } from '../../../shared/clock.ts';
import { operation, type TextBody } from '../../../shared/http/operation.ts';
import { receipt, type Batch } from './batch.ts';
import { checkBatch, lineAt } from './check-batch.ts';
import { usageIntakeContract, type Rejected } from './contract.ts';
import type { ResolveServices } from './known-services.ts';
import { shardDayName } from './pack-batch.ts';
import { packChecked } from './pack-checked.ts';
import { readBatch } from './read-batch.ts';
import type { IntakeStore } from './store.ts';
import { waitingParts } from './waiting-parts.ts';

type Deps = { store: IntakeStore; clock: Clock; resolve: ResolveServices };

/**
 * The batch itself is written last: while it is missing, the same bytes sent again complete what a
 * killed attempt left. Records go before the marks of their shard-days, so that no fold misses them.
 */
export const receiveUsage = (deps: Deps) =>
  operation(usageIntakeContract.receiveUsage, async ({ body }) => {
    const { store } = deps;
    const batchId = batchIdOf(body);
    const before = await store.received(batchId);
    if (before !== undefined) {
      return { ok: true, value: receipt(before.batch, before.rejected) };
    }

    const receivedAt = deps.clock.now().getTime();
    const read = readBatch(body);
    const checked = checkBatch(read, receivedAt);
    const arrival = { batchId, receivedAt };
    const packed = await packChecked(deps, arrival, checked);
    const withLine = <T extends { index: number }>(one: T) => ({
      ...one,
      ...lineAt(read.lines, one.index),
    });
    const rejected = byIndex([...checked.rejected, ...packed.rejected.map(withLine)]);

    await store.putChunks(packed.chunks);
    await store.markPending(packed.shardDays, deps.clock.now());
    await store.putWaiting(waitingParts(arrival, packed.waiting.map(withLine)));
    await store.putRejected(arrival, rejected);
    const batch: Batch = {
      ...{ batchId, receivedAt, records: read.values.length, accepted: packed.accepted },
      ...{ waiting: packed.waiting.length, rejected: rejected.length },
      shardDays: packed.shardDays.map(shardDayName),
    };
    if (!(await store.putBatch(batch))) {
      const first = await store.received(batchId);
      if (first !== undefined) return { ok: true, value: receipt(first.batch, first.rejected) };
    }
    return { ok: true, value: receipt(batch, rejected) };
  });

/** The same text read in another way is another batch. However it was compressed does not matter. */
const batchIdOf = ({ text, mediaType }: TextBody) =>
  hash(
    'sha256',
    mediaType === 'application/json' ? text : `${mediaType}\n${text}`,
    'base64url',
  ).slice(0, 22);

const byIndex = (rejected: Rejected[]) => rejected.sort((a, b) => a.index - b.index);
