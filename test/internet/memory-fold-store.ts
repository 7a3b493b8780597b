/** The fold's store in memory, for many histories; the same ones pass on the engine too. */
import type { FoldStore, ShardDay } from '../../functions/internet/aggregate-usage/fold/store.ts';
import type { BatchOutcome, ServiceTotal } from '../../functions/internet/aggregate-usage/fold.ts';
import { noCounters, type Counters } from '../../functions/internet/aggregate-usage/counters.ts';
import type { Checkpoint } from '../../functions/internet/aggregate-usage/fold/checkpoint.ts';
import type { ReadingDay } from '../../functions/internet/aggregate-usage/fold/carry.store.ts';
import { unpackChunk } from '../../functions/internet/chunk-body.ts';
import type { Chunk } from '../../functions/internet/usage-chunk.ts';
import type { StoredChunk } from '../../functions/internet/usage-intake/pack-batch.ts';

type Day = {
  fence: number;
  committed?: number;
  chunks: Map<string, Chunk>;
  readings: Map<string, Chunk>;
  checkpoints: Map<number, Checkpoint>;
};
type Known = ReadingDay & { fence: number };

/** `delay`: how many others come in between two calls. */
export function memoryFoldStore(delay: () => number) {
  const days = new Map<string, Day>();
  const pending = new Map<string, number>();
  const known = new Map<string, Known>();
  const openings = new Map<string, Counters>();
  const totals = new Map<string, { fence: number; total: ServiceTotal }>();
  const outcomes = new Map<string, { fence: number; outcome: BatchOutcome }>();
  let tokens = 0;

  const nameOf = ({ shard, day }: ShardDay) => `${shard}#${day}`;
  const dayOf = (at: ShardDay): Day => {
    const found = days.get(nameOf(at)) ?? {
      ...{ fence: 0, chunks: new Map(), readings: new Map(), checkpoints: new Map() },
    };
    days.set(nameOf(at), found);
    return found;
  };
  const soon = async <T>(work: () => T): Promise<T> => {
    for (let left = delay(); left >= 0; left--) await Promise.resolve();
    return work();
  };
  const mark = (at: ShardDay) => pending.set(nameOf(at), ++tokens);
  const fenced = <T extends { fence: number }>(map: Map<string, T>, key: string, value: T) => {
    if ((map.get(key)?.fence ?? 0) > value.fence) return false;
    map.set(key, value);
    return true;
  };
  const neighbors = ({ shard }: ShardDay) =>
    [...known]
      .filter(([name]) => name.startsWith(`${shard}#`))
      .map(([, one]) => one)
      .sort((a, b) => (a.day < b.day ? -1 : 1));

  const store: FoldStore = {
    pendingToken: (at) => soon(() => pending.get(nameOf(at))?.toString()),
    takeFence: (at) =>
      soon(() => {
        const day = dayOf(at);
        return { fence: ++day.fence, committed: day.committed };
      }),
    chunks: (at) => soon(() => [...dayOf(at).chunks.values()]),
    readings: (at) => soon(() => [...dayOf(at).readings.values()]),
    checkpoint: (at, fence) => soon(() => dayOf(at).checkpoints.get(fence)),
    writeDay: ({ day }, fence, total) =>
      soon(() =>
        fenced(totals, `${total.serviceId} ${day}`, { fence, total })
          ? {
              serviceId: total.serviceId,
              start: total.periodStart,
              days: new Map(),
              lookAt: 'never',
            }
          : undefined,
      ),
    underReview: () => Promise.resolve(undefined),
    saveReview: () => Promise.reject(new Error('Nothing is ever looked at here')),
    // Nobody's account is on file here, so that no period is ever closed.
    billed: () => Promise.resolve(new Map()),
    writeClosedDay: () => Promise.reject(new Error('No period is closed here')),
    writeAdjustment: () => Promise.reject(new Error('No period is closed here')),
    writeOutcome: (at, fence, batchId, outcome) =>
      soon(() => fenced(outcomes, `${batchId} ${nameOf(at)}`, { fence, outcome })),
    commit: (at, fence, checkpoint) =>
      soon(() => {
        const day = dayOf(at);
        day.checkpoints.set(fence, checkpoint);
        if (day.fence !== fence) return false;
        day.committed = fence;
        return true;
      }),
    dropCheckpoint: (at, fence) => soon(() => void dayOf(at).checkpoints.delete(fence)),
    clearPending: (at, token) =>
      soon(() => {
        if (pending.get(nameOf(at))?.toString() === token) pending.delete(nameOf(at));
      }),
    partDone: () => Promise.resolve(),
    partFailed: () => Promise.resolve(),

    addReadingDay: (at) =>
      soon(() => {
        const own = known.get(nameOf(at)) ?? { day: at.day, fence: 0 };
        known.set(nameOf(at), own);
        return { ...own };
      }),
    readingDayBefore: (at) =>
      soon(() =>
        neighbors(at).findLast(({ day, closing }) => day < at.day && closing !== undefined),
      ),
    readingDayAfter: (at) => soon(() => neighbors(at).find(({ day }) => day > at.day)),
    opening: (at, opening) =>
      soon(() =>
        opening === undefined ? noCounters : openings.get(`${nameOf(at)} ${opening.version}`),
      ),
    replaceOpening: async (at, before, counters, basis) => {
      const version = String(++tokens);
      await soon(() => openings.set(`${nameOf(at)} ${version}`, counters));
      await soon(() => {
        const own = known.get(nameOf(at)) ?? { day: at.day, fence: 0 };
        known.set(nameOf(at), { ...own, opening: { version, parts: 1, basis } });
      });
      await soon(() => openings.delete(`${nameOf(at)} ${before?.version ?? ''}`));
      return true;
    },
    close: (at, fence, ends) =>
      soon(() => {
        const own = known.get(nameOf(at)) ?? { day: at.day, fence: 0 };
        if (own.fence >= fence) return own.closing ?? ends.closing;
        known.set(nameOf(at), { ...own, ...ends, fence });
        return ends.closing;
      }),
    isRetired: () => Promise.resolve(false),
    tellRefused: () => Promise.reject(new Error('No day is retired here')),
    markPending: (at) => soon(() => void mark(at)),
  };

  return {
    store,
    totals: () => [...totals.entries()].map(([name, { total }]) => [name, total] as const),
    outcomes: () => [...outcomes.values()].map(({ outcome }) => outcome),
    pending: (): Promise<ShardDay[]> =>
      soon(() =>
        [...pending.keys()].map((name) => {
          const [shard = '', day = ''] = name.split('#');
          return { shard: Number(shard), day };
        }),
      ),
    arrive: async (chunks: readonly StoredChunk[]) => {
      await Promise.resolve();
      for (const chunk of chunks) {
        const day = dayOf(chunk);
        const kind = chunk.counts === 'deltas' ? day.chunks : day.readings;
        const name = `${chunk.batchId} ${chunk.part}`;
        if (!kind.has(name)) kind.set(name, unpackChunk(chunk.body));
        mark(chunk);
      }
    },
  };
}
