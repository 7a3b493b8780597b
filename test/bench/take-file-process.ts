/**
 * A process that takes one file as the job does, from disk, into a store that keeps nothing: its
 * memory is that of reading, checking and packing. Prints what it needed.
 */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { UsageFile } from '../../functions/internet/usage-files/file.ts';
import { beginning } from '../../functions/internet/usage-files/file.ts';
import { takeFile } from '../../functions/internet/usage-files/take-file/take-file.ts';
import type { Service } from '../../functions/internet/usage-intake/service.ts';
import { beginningOfTime } from '../../shared/calendar.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { peakMegabytes } from './peak-memory.ts';

const [path = ''] = process.argv.slice(2);
const shards = 64;

const serviceOf = (serviceId: string): Service => ({
  ...{ serviceId, accountNumber: '50000000001', type: 'internet', timeZone: 'America/Toronto' },
  cycles: [{ from: beginningOfTime, day: 9 }],
  shard: Number(serviceId.slice(4)) % shards,
});

let file: UsageFile = {
  ...{ fileId: 'bench', key: 'usage/bench', state: 'receiving', createdAt: 0 },
  ...{ place: beginning, segments: 0, accepted: 0, waiting: 0, rejected: 0 },
};
let chunkBytes = 0;
const nothing = () => Promise.resolve();
const moved = (change: Partial<UsageFile>) => Promise.resolve((file = { ...file, ...change }));

const object = {
  ...{ bucket: 'bench', key: `usage/${basename(path)}`, eTag: 'bench', size: statSync(path).size },
  uploadedAt: clock.now().getTime(),
};
file.key = object.key;
async function run() {
  const started = performance.now();
  const { outcome } = await takeFile(
    {
      clock,
      resolve: (ids) => Promise.resolve(ids.texts().map(serviceOf)),
      store: {
        modems: () => Promise.resolve(new Map()),
        received: () => Promise.resolve(undefined),
        putChunks: (chunks) => {
          chunkBytes += chunks.reduce((sum, { body }) => sum + body.length, 0);
          return nothing();
        },
        markPending: nothing,
        putWaiting: nothing,
        putRejected: nothing,
        putBatch: () => Promise.resolve(true),
      },
      files: {
        find: () => Promise.resolve(file),
        create: nothing,
        receive: (_, uploaded) => moved(uploaded),
        putSegment: nothing,
        advance: (before, place, { accepted, waiting, rejected }) =>
          moved({
            ...{ place, segments: before.segments + 1, accepted: file.accepted + accepted },
            ...{ waiting: file.waiting + waiting, rejected: file.rejected + rejected },
          }),
        finish: () => moved({ state: 'received' }),
        fail: (_, failure) => moved({ state: 'failed', failure }),
      },
      open: (_, { from, to = Infinity }) =>
        Promise.resolve(createReadStream(path, { start: from, end: to })),
    },
    object,
    () => Infinity,
  );
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stdout.write(
    JSON.stringify({
      ...{ outcome, state: file.state, records: file.place.records, accepted: file.accepted },
      ...{ seconds: (performance.now() - started) / 1000, chunkBytes },
      cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000,
      peakMegabytes: peakMegabytes(),
    }),
  );
}

// A bundle cannot wait at its top.
void run();
