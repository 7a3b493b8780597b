/** What became of a batch: read only, by the reports of batches and of files. */
import * as z from 'zod/mini';
import { pagesUnder } from '../../../shared/table/access.ts';
import type { Table } from '../../../shared/table/client.ts';
import { keys } from '../../../shared/table/keys.ts';
import { batch, type Batch, type FoldOutcome } from './batch.ts';
import { recordReference, rejected, type Rejected } from './contract.ts';
import { unpack } from './packed-list.ts';

export type Received = { batch: Batch; rejected: Rejected[] };

export type ReportStore = {
  report: (batchId: string) => Promise<(Received & { folds: FoldOutcome[] }) | undefined>;
  rejected: (batchId: string) => Promise<Rejected[]>;
  folds: (batchId: string) => Promise<FoldOutcome[]>;
};

const rejectedPrefix = 'REJECTED#';
const foldPrefix = 'FOLD#';
const rejectedItem = z.object({ body: z.instanceof(Uint8Array) });
const foldItem = z.object({
  sk: z.string(),
  foldedAt: z.number(),
  counted: z.int(),
  duplicates: z.instanceof(Uint8Array),
  conflicts: z.instanceof(Uint8Array),
  tooOld: z.optional(z.instanceof(Uint8Array)),
});

export function reportStore(table: Table): ReportStore {
  const parts = async <T>(batchId: string, prefix: string, read: (item: unknown) => T) => {
    const found: T[] = [];
    for await (const items of pagesUnder(table, keys.batch(batchId).pk, prefix)) {
      found.push(...items.map(read));
    }
    return found;
  };

  return {
    async report(batchId) {
      const { pk, sk } = keys.batch(batchId);
      let found: Batch | undefined;
      const folds: FoldOutcome[] = [];
      const list: Rejected[] = [];
      for await (const items of pagesUnder(table, pk)) {
        for (const item of items) {
          const kind = String(item['sk']);
          if (kind === sk) found = z.parse(batch, item);
          else if (kind.startsWith(rejectedPrefix)) list.push(...unpackRejected(item));
          else folds.push(unpackFold(item));
        }
      }
      return found === undefined
        ? undefined
        : { batch: found, rejected: uniqueByIndex(list), folds };
    },

    rejected: async (batchId) =>
      uniqueByIndex((await parts(batchId, rejectedPrefix, unpackRejected)).flat()),
    folds: (batchId) => parts(batchId, foldPrefix, unpackFold),
  };
}

const unpackRejected = (item: unknown) =>
  z.parse(z.array(rejected), unpack(z.parse(rejectedItem, item).body));

function unpackFold(item: unknown): FoldOutcome {
  const { sk, foldedAt, counted, duplicates, conflicts, tooOld } = z.parse(foldItem, item);
  const references = (body: Uint8Array) => z.parse(z.array(recordReference), unpack(body));
  return {
    ...{ shardDay: sk.slice(foldPrefix.length), foldedAt, counted },
    ...{ duplicates: references(duplicates), conflicts: references(conflicts) },
    tooOld: tooOld === undefined ? [] : references(tooOld),
  };
}

/** A release that was killed and repeated may have told of a record twice. */
const uniqueByIndex = (list: readonly Rejected[]) =>
  [...new Map(list.map((one) => [one.index, one])).values()].sort((a, b) => a.index - b.index);
