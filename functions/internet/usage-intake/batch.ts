/** A batch as it is kept, and what became of it. */
import * as z from 'zod/mini';
import { ttlAt } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import type { RecordReference, Rejected } from './contract.ts';

export const batch = z.object({
  batchId: z.string(),
  /** Epoch ms. */
  receivedAt: z.number(),
  records: z.int(),
  accepted: z.int(),
  waiting: z.int(),
  rejected: z.int(),
  /** Where its records were stored: `0007#2026-11-09`. */
  shardDays: z.array(z.string()),
});
export type Batch = z.output<typeof batch>;

/**
 * The report of a batch lives as long as what the folds say in it. Its bytes sent again after that are
 * records that are too old.
 */
export const batchExpiry = (receivedAt: number) => ttlAt(new Date(receivedAt + 400 * 86_400_000));

export const batchItem = (one: Batch) => ({
  ...keys.batch(one.batchId),
  ...one,
  expiresAt: batchExpiry(one.receivedAt),
});

/** What the fold of one shard-day made of a batch. */
export type FoldOutcome = {
  shardDay: string;
  foldedAt: number;
  counted: number;
  duplicates: RecordReference[];
  conflicts: RecordReference[];
  /** Those that came when the facts of their day had been deleted: in no total. */
  tooOld: RecordReference[];
};

/** Records of a batch whose service, or whose modem's, was not known. */
export type WaitingRecord = {
  index: number;
  record: unknown;
  /** Where it stood in the text of the batch. */
  line?: number | undefined;
};
export type WaitingPart = {
  batchId: string;
  receivedAt: number;
  part: number;
  records: WaitingRecord[];
};

/** The answer to a batch that was received. */
export const receipt = (
  { batchId, receivedAt, records, accepted, waiting }: Batch,
  rejected: Rejected[],
) => ({
  ...{ batchId, receivedAt: new Date(receivedAt).toISOString() },
  ...{ records, accepted, waiting, rejected },
});
