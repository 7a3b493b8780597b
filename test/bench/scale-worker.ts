/**
 * One worker that folds one shard-day, in a process of its own, so that its time and memory are not
 * those of the bench. Arguments: a file of chunks, then the engine's endpoint, or nothing for a
 * store that costs nothing.
 */
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { noCounters } from '../../functions/internet/aggregate-usage/counters.ts';
import { foldShardDay } from '../../functions/internet/aggregate-usage/fold/fold-shard-day.ts';
import {
  foldStore,
  type FoldStore,
  type ShardDay,
} from '../../functions/internet/aggregate-usage/fold/store.ts';
import { unpackChunk } from '../../functions/internet/chunk-body.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';
import { openTable } from '../../shared/table/client.ts';
import { engineTable } from '../support/engine.ts';
import { foldDeps } from '../internet/fold-deps.ts';
import { peakMegabytes } from './peak-memory.ts';

export type WorkerMeasure = { totals: number; seconds: number; cpu: number; megabytes: number };

const [file = '', endpoint] = process.argv.slice(2);
const { at, chunks, now } = deserialize(readFileSync(file)) as {
  at: ShardDay;
  chunks: StoredChunk[];
  now: number;
};

/** Reads its chunks from memory, and takes whatever is written. */
function freeStore(): FoldStore {
  const done = () => Promise.resolve();
  const taken = () => Promise.resolve(true);
  const of = (kind: StoredChunk['counts']) =>
    Promise.resolve(
      chunks.filter(({ counts }) => counts === kind).map(({ body }) => unpackChunk(body)),
    );
  return {
    pendingToken: () => Promise.resolve('token'),
    takeFence: () => Promise.resolve({ fence: 1, committed: undefined }),
    chunks: () => of('deltas'),
    readings: () => of('readings'),
    checkpoint: () => Promise.resolve(undefined),
    writeDay: (_at, _fence, { serviceId, periodStart: start }) =>
      Promise.resolve({ serviceId, start, days: new Map(), lookAt: 'never' }),
    ...{ writeOutcome: taken, commit: taken, saveReview: taken, replaceOpening: taken },
    ...{ underReview: () => Promise.resolve(undefined), tellRefused: done },
    isRetired: () => Promise.resolve(false),
    billed: () => Promise.resolve(new Map()),
    writeClosedDay: () => Promise.resolve(undefined),
    ...{ writeAdjustment: done, dropCheckpoint: done, clearPending: done },
    ...{ partDone: done, partFailed: done, markPending: done },
    addReadingDay: ({ day }) => Promise.resolve({ day }),
    readingDayBefore: () => Promise.resolve(undefined),
    readingDayAfter: () => Promise.resolve(undefined),
    opening: () => Promise.resolve(noCounters),
    close: (_at, _fence, { closing }) => Promise.resolve(closing),
  };
}

const store = endpoint === undefined ? freeStore() : foldStore(openTable(engineTable, endpoint));
const started = performance.now();
const totals = await foldShardDay(foldDeps(store, { now: () => new Date(now) }), at);
const seconds = (performance.now() - started) / 1000;
const { userCPUTime, systemCPUTime } = process.resourceUsage();
const measure: WorkerMeasure = {
  ...{ totals: Number(totals), seconds },
  cpu: (userCPUTime + systemCPUTime) / 1e6,
  megabytes: peakMegabytes(),
};
console.log(JSON.stringify(measure));
process.exit(0);
